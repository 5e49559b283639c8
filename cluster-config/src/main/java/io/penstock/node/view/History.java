package io.penstock.node.view;

import io.penstock.api.JobStatus.OperatorStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** The samples of the last seconds, as many as rates need, and the first one. Not thread-safe. */
final class History {
    /** Rates are over at most this span: long enough to be calm, short enough to follow. */
    static final Duration SPAN = Duration.ofSeconds(3);

    private final String jobName;
    private final Sample first;
    private final Deque<Sample> recent = new ArrayDeque<>();

    History(String jobName, Sample first) {
        this.jobName = jobName;
        this.first = first;
        recent.add(first);
    }

    /** Adds a sample that is not older than the latest one. */
    void add(Sample sample) {
        recent.addLast(sample);
        while (recent.size() > 2 && sample.nanos() - recent.getFirst().nanos() > SPAN.toNanos()) {
            recent.removeFirst();
        }
    }

    String jobName() {
        return jobName;
    }

    Sample latest() {
        return recent.getLast();
    }

    /** What caused the last restart, cut to its first line. */
    Optional<String> lastFailure() {
        return latest().status().lastFailure().flatMap(failure -> failure.lines()
                .findFirst());
    }

    /** How long the job has been watched. */
    Duration elapsed() {
        return Duration.ofNanos(latest().nanos() - first.nanos());
    }

    /**
     * What a counter of an operator grew by per second lately, or 0 as long as there is one sample. A counter that went
     * back (its tasks were started again) counts from the latest value on.
     */
    double perSecond(int operator, ToLongFunction<OperatorStatus> counter) {
        Sample from = recent.getFirst();
        Sample to = recent.getLast();
        if (to.nanos() == from.nanos() || operator >= from.status().operators().size()) {
            return 0;
        }
        long grown = counter.applyAsLong(to.status().operators().get(operator))
                - counter.applyAsLong(from.status().operators().get(operator));
        return grown <= 0 ? 0 : grown * 1e9 / (to.nanos() - from.nanos());
    }

    /** Records that sources of the job sent since this process started: what came out of operators of kind source. */
    long sourceRecords() {
        return latest().status().operators().stream()
                .filter(History::isSource)
                .mapToLong(OperatorStatus::recordsOut)
                .sum();
    }

    double sourceRecordsPerSecond() {
        double sum = 0;
        int operators = latest().status().operators().size();
        for (int i = 0; i < operators; i++) {
            if (isSource(latest().status().operators().get(i))) {
                sum += perSecond(i, OperatorStatus::recordsOut);
            }
        }
        return sum;
    }

    /** The lowest watermark behind the sources, {@code Long.MIN_VALUE} if there is none yet. */
    long watermarkMillis() {
        return latest().status().operators().stream()
                .filter(operator -> !isSource(operator))
                .mapToLong(OperatorStatus::watermarkMillis)
                .min()
                .orElse(Long.MIN_VALUE);
    }

    private static boolean isSource(OperatorStatus operator) {
        return operator.kind().equals("source");
    }
}
