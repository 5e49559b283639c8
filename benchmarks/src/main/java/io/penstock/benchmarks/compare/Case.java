package io.penstock.benchmarks.compare;

import io.penstock.workloads.Outcome;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A workload with its numbers.
 *
 * @param keys what the workload takes it for
 * @param rate records a second, or 0 = as many as can be
 */
record Case(String workload, int keys, int rate) {
    /** The cases of a workload that are compared if nobody says otherwise. */
    static List<Case> of(String workload) {
        return switch (workload) {
            case "W1" -> List.of(new Case(workload, 1_000, 0), new Case(workload, 1_000_000, 0));
            case "W2" -> List.of(new Case(workload, 20_000, 0));
            case "W3" -> List.of(new Case(workload, 200_000, 0));
            case "W4" -> List.of(new Case(workload, 10_000, 50_000), new Case(workload, 10_000, 200_000));
            case "W5" -> List.of(new Case(workload, 1_000_000, 100_000));
            case "W6" ->
                List.of(
                        // 1 % and 10 % of the keys are touched in a second.
                        new Case(workload, 1_000_000, 10_000),
                        new Case(workload, 1_000_000, 100_000),
                        new Case(workload, 5_000_000, 50_000),
                        new Case(workload, 5_000_000, 500_000));
            default -> throw new IllegalArgumentException("there is no workload " + workload);
        };
    }

    boolean ticked() {
        return rate > 0;
    }

    boolean failing() {
        return workload.equals("W5");
    }

    /** What is compared: the more the better, or the less the better where the rate is given. */
    double figure(Outcome outcome) {
        Outcome.@Nullable Latency latency = outcome.latency();
        Outcome.@Nullable Recovery recovery = outcome.recovery();
        if (recovery != null) {
            return recovery.medianFirstNewMillis();
        }
        return latency != null ? latency.p99Millis() : outcome.millionsPerSecond();
    }

    /** What {@link #figure} is. */
    String unit() {
        if (failing()) {
            return "first new record after a failure, ms";
        }
        return ticked() ? "latency p99, ms" : "million records a second";
    }

    String label() {
        String all = String.format(Locale.ROOT, "%s, %,d keys", workload, keys);
        return ticked() ? all + String.format(Locale.ROOT, ", %,d/s", rate) : all;
    }
}
