package io.penstock.node.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.api.JobStatus;

/** A status as JSON. Names and meanings are kept: scripts read it. Times in milliseconds. */
final class StatusJson {
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
            operators
                    .addObject()
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
        }
        return json;
    }
}
