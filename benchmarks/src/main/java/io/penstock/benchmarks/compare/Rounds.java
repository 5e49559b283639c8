package io.penstock.benchmarks.compare;

import io.penstock.workloads.Outcome;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What an engine's rounds of one case gave; at least one. */
record Rounds(Contender contender, Collector collector, List<Outcome> outcomes) {
    Rounds {
        outcomes = List.copyOf(outcomes);
    }

    boolean right() {
        return outcomes.stream().allMatch(outcome -> outcome.wrong().isEmpty());
    }

    String version() {
        return outcomes.get(0).version();
    }

    /** Of an even number the mean of the two in the middle. */
    double median(ToDoubleFunction<Outcome> figure) {
        double[] sorted = outcomes.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double least(ToDoubleFunction<Outcome> figure) {
        return outcomes.stream().mapToDouble(figure).min().orElseThrow();
    }

    double greatest(ToDoubleFunction<Outcome> figure) {
        return outcomes.stream().mapToDouble(figure).max().orElseThrow();
    }
}
