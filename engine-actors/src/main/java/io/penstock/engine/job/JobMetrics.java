package io.penstock.engine.job;

import io.penstock.api.JobStatus.OperatorStatus;
import io.penstock.connector.Metric;
import io.penstock.engine.checkpoint.TaskId;
import io.penstock.engine.metrics.OperatorCounters;
import io.penstock.graph.JobGraph;
import io.penstock.graph.Operator;
import io.penstock.graph.OperatorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The counters of all tasks of a job, over all generations of this process. Thread-safe. */
final class JobMetrics {
    private static final int MOST_POSITIONS = 4;
    private static final int LONGEST_POSITION = 300;

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
        long overflows = 0;
        SortedMap<String, Metric> metrics = new TreeMap<>();
        for (int task = 0; task < operator.parallelism(); task++) {
            OperatorCounters counter = counters(operator, task);
            in += counter.recordsIn();
            out += counter.recordsOut();
            late += counter.late();
            skipped += counter.skipped();
            watermark = Math.min(watermark, counter.watermark());
            backpressured += counter.isBackpressured() ? 1 : 0;
            entries += counter.stateEntries();
            overflows += counter.retentionOverflows();
            counter.connector().now().forEach((name, metric) -> metrics.merge(name, metric, Metric::and));
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
                entries,
                overflows,
                metrics);
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
                    if (progress < 0) {
                        return Optional.empty();
                    }
                    sum += progress;
                    tasks++;
                }
            }
        }
        return tasks == 0 ? Optional.empty() : Optional.of(sum / tasks);
    }

    /** Where the sources are, for the report of a failure: the last split each task has sent from; some, if many. */
    String sourcePositions() {
        List<String> positions = new ArrayList<>();
        for (Operator operator : graph.operators()) {
            if (operator.spec() instanceof OperatorSpec.SourceSpec) {
                for (int task = 0; task < operator.parallelism(); task++) {
                    Object position = counters(operator, task).position();
                    if (position != null && positions.size() < MOST_POSITIONS) {
                        String text = position.toString();
                        positions.add(operator.name() + " at "
                                + (text.length() <= LONGEST_POSITION
                                        ? text
                                        : text.substring(0, LONGEST_POSITION) + "..."));
                    }
                }
            }
        }
        return String.join(", ", positions);
    }
}
