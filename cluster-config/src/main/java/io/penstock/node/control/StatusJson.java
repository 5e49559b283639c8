package io.penstock.node.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.api.JobStatus;
import io.penstock.connector.Metric;

/** A status as JSON. Names and meanings are kept: scripts read it. Times in milliseconds. */
final class StatusJson {
    private static final double NANOS_PER_MILLI = 1e6;

    private StatusJson() {}

    static ObjectNode of(String jobName, JobStatus status) {
        ObjectNode json = ControlServer.JSON.createObjectNode();
        json.put("job", jobName);
        json.put("phase", status.phase().toString());
        json.put("generation", status.generation());
        json.put("restarts", status.restarts());
        status.sourceProgress().ifPresent(share -> json.put("sourceProgress", share));
        status.lastCheckpoint().ifPresent(last -> json.putObject("lastCheckpoint")
                .put("id", last.id())
                .put("completedAt", last.completedAt().toString())
                .put("durationMillis", last.duration().toMillis())
                .put("bytes", last.bytes()));
        JobStatus.CheckpointHealth health = status.health();
        ObjectNode healthJson = json.putObject("health")
                .put("red", health.red())
                .put("limitMillis", health.limit().toMillis());
        health.age().ifPresent(age -> healthJson.put("checkpointAgeMillis", age.toMillis()));
        json.put("abortedCheckpoints", status.abortedCheckpoints());
        status.lastFailure().ifPresent(failure -> json.put("lastFailure", failure));
        ArrayNode operators = json.putArray("operators");
        for (JobStatus.OperatorStatus operator : status.operators()) {
            ObjectNode operatorJson = operators.addObject();
            operatorJson
                    .put("name", operator.name())
                    .put("kind", operator.kind())
                    .put("parallelism", operator.parallelism())
                    .put("recordsIn", operator.recordsIn())
                    .put("recordsOut", operator.recordsOut())
                    .put("late", operator.late())
                    .put("skipped", operator.skipped())
                    .put("watermarkMillis", operator.watermarkMillis())
                    .put("backpressured", operator.backpressured())
                    .put("stateEntries", operator.stateEntries())
                    .put("retentionOverflows", operator.retentionOverflows());
            if (!operator.metrics().isEmpty()) {
                ObjectNode metrics = operatorJson.putObject("metrics");
                operator.metrics().forEach((name, metric) -> put(metrics, name, metric));
            }
        }
        return json;
    }

    private static void put(ObjectNode metrics, String name, Metric metric) {
        if (metric instanceof Metric.Count count) {
            metrics.put(name, count.value());
        } else if (metric instanceof Metric.Level level) {
            metrics.put(name, level.value());
        } else if (metric instanceof Metric.Durations durations) {
            metrics.putObject(name)
                    .put("count", durations.count())
                    .put("totalMillis", durations.totalNanos() / NANOS_PER_MILLI)
                    .put("greatestMillis", durations.greatestNanos() / NANOS_PER_MILLI);
        }
    }
}
