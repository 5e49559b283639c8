package io.penstock.workloads;

/**
 * One measurement.
 *
 * @param workload which one, for instance {@code W1}
 * @param engine which engine runs it
 * @param keys how many keys the records have
 * @param rate records a second, or 0 = as many as can be
 * @param parallelism tasks per operator
 * @param warmUpMillis what is left out at the beginning
 * @param measuredMillis how long is measured
 * @param records how many records are made, or 0 = until the time is over
 */
public record RunSettings(
        String workload,
        String engine,
        int keys,
        int rate,
        int parallelism,
        long warmUpMillis,
        long measuredMillis,
        long records) {
    private static final int TICKS_A_SECOND = 1_000;

    public RunSettings {
        if (parallelism < 1 || keys < parallelism || rate < 0 || records < 0) {
            throw new IllegalArgumentException("keys must be at least the parallelism, rate and records not negative;"
                    + " got keys " + keys + ", parallelism " + parallelism + ", rate " + rate + ", records " + records);
        }
        if (rate % (TICKS_A_SECOND * parallelism) != 0) {
            throw new IllegalArgumentException("the rate must be a multiple of " + TICKS_A_SECOND * parallelism
                    + ", so that each part has as many records at each tick of a millisecond; got " + rate);
        }
    }

    /** How many records of each part are due at a tick. */
    int perTick() {
        return rate / TICKS_A_SECOND / parallelism;
    }

    long recordsPerPart() {
        return records == 0 ? Long.MAX_VALUE : records / parallelism;
    }
}
