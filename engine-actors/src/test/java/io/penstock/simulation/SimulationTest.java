package io.penstock.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Many seeds, none of which may break a promise. {@code -Dpenstock.simulation.seeds=N} says how many, {@code
 * -Dpenstock.simulation.first=N} with which to begin, {@code -Dpenstock.simulation.seed=N} runs a single one.
 */
class SimulationTest {
    private static final long SEEDS = Long.getLong("penstock.simulation.seeds", 10_000);
    private static final long FIRST = Long.getLong("penstock.simulation.first", 1);
    private static final long ONE = Long.getLong("penstock.simulation.seed", 0);

    @Test
    void noSeedBreaksAPromise() {
        long first = ONE > 0 ? ONE : FIRST;
        long count = ONE > 0 ? 1 : SEEDS;
        Map<Faults.Fault, Integer> faults = new EnumMap<>(Faults.Fault.class);
        List<Outcome> failed = new ArrayList<>();
        long[] sums = new long[9];
        long began = System.nanoTime();

        Seeds.run(first, count, ONE > 0 ? 1 : Seeds.threads(), Options.DEFAULT, outcome -> {
            outcome.faults().forEach((fault, times) -> faults.merge(fault, times, Integer::sum));
            sums[0]++;
            sums[1] += outcome.steps();
            sums[2] += outcome.generations();
            sums[3] += outcome.checkpoints();
            sums[4] += outcome.processes();
            sums[5] += outcome.unaligned();
            sums[6] += outcome.savepoints();
            sums[7] += outcome.drains();
            sums[8] += outcome.emptied();
            if (!outcome.isRight()) {
                failed.add(outcome);
            }
            return !outcome.isRight();
        });

        System.out.printf(
                "%d seeds in %d s: %d steps, %d generations, %d checkpoints (%d unaligned), %d savepoints (%d of sources"
                        + " that cannot be rewound), %d drains, %d processes, faults %s%n",
                sums[0],
                (System.nanoTime() - began) / 1_000_000_000,
                sums[1],
                sums[2],
                sums[3],
                sums[5],
                sums[6],
                sums[8],
                sums[7],
                sums[4],
                faults);
        assertThat(failed)
                .withFailMessage(() -> FailureReport.of(failed.get(0), Options.DEFAULT))
                .isEmpty();
        if (count >= 1_000) {
            assertThat(faults.keySet())
                    .as("kinds of faults that happened")
                    .isEqualTo(EnumSet.allOf(Faults.Fault.class));
            assertThat(sums[5]).as("checkpoints with records on their way").isGreaterThan(count / 2);
            assertThat(sums[6]).as("savepoints from which a job was started").isGreaterThan(count / 10);
            assertThat(sums[8])
                    .as("savepoints of a job with a source that cannot be rewound, from which it was started")
                    .isGreaterThan(count / 100);
            assertThat(sums[7]).as("jobs that were drained").isGreaterThan(count / 100);
        }
    }
}
