package io.penstock.benchmarks.compare;

import java.util.List;
import java.util.Optional;

/** One case, by all engines that ran it. */
record Comparison(Case what, List<Rounds> engines) {
    Comparison {
        engines = List.copyOf(engines);
    }

    Optional<Rounds> of(Contender contender) {
        return engines.stream().filter(one -> one.contender() == contender).findFirst();
    }

    /** The engine, and its collector where it ran on several. */
    String label(Rounds rounds) {
        String engine = rounds.contender().engine();
        long collectors = engines.stream()
                .filter(one -> one.contender() == rounds.contender())
                .count();
        return collectors == 1 ? engine : engine + ", " + rounds.collector();
    }
}
