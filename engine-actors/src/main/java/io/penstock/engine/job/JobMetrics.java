package io.penstock.engine.job;

import io.penstock.api.JobStatus.OperatorStatus;
import io.penstock.engine.checkpoint.TaskId;
import io.penstock.engine.metrics.OperatorCounters;
import io.penstock.graph.JobGraph;
import io.penstock.graph.Operator;
import io.penstock.graph.OperatorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The counters of all tasks of a job, over all generations of this process. Thread-safe. */
final class JobMetrics {
    private final JobGraph graph;
    private final Map<TaskId, OperatorCounters> counters = new ConcurrentHashMap<>();

    JobMetrics(JobGraph graph) {
        this.graph = graph;
    }

    OperatorCounters counters(Operator operator, int task) {
        return counters.computeIfAbsent(new TaskId(operator.name(), task), id -> new OperatorCounters());
    }

    List<OperatorStatus> operators() {
        List<OperatorStatus> all = new ArrayList<>();
        for (Operator operator : graph.operators()) {
            all.add(status(operator));
        }
        return all;
    }

    private OperatorStatus status(Operator operator) {
        long in = 0;
        long out = 0;
        long late = 0;
        long skipped = 0;
        long watermark = Long.MAX_VALUE;
        int backpressured = 0;
        long entries = 0;
        for (int task = 0; task < operator.parallelism(); task++) {
            OperatorCounters counter = counters(operator, task);
            in += counter.recordsIn();
            out += counter.recordsOut();
            late += counter.late();
            skipped += counter.skipped();
            watermark = Math.min(watermark, counter.watermark());
            backpressured += counter.isBackpressured() ? 1 : 0;
            entries += counter.stateEntries();
        }
        return new OperatorStatus(
                operator.name(),
                operator.spec().kind(),
                operator.parallelism(),
                in,
                out,
                late,
                skipped,
                watermark,
                backpressured,
                entries);
    }

    /** How much of all bounded sources is read, or empty if a task cannot tell. */
    Optional<Double> sourceProgress() {
        double sum = 0;
        int tasks = 0;
        for (Operator operator : graph.operators()) {
            if (operator.spec() instanceof OperatorSpec.SourceSpec source) {
                if (!source.source().traits().bounded()) {
                    return Optional.empty();
                }
                for (int task = 0; task < operator.parallelism(); task++) {
                    double progress = counters(operator, task).progress();
                    sum += Math.max(progress, 0);
                    tasks++;
                }
            }
        }
        return tasks == 0 ? Optional.empty() : Optional.of(sum / tasks);
    }
}
