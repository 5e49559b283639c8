package io.penstock.workloads;

/** A workload's definition: what comes in, and what must come out. */
public interface Workload {
    /** Such as {@code W1}. */
    String name();

    /** The records of one of as many parts as the parallelism says. */
    Generator part(RunSettings settings, int part);

    /** Where the outputs of an engine, or of the plain loop, are kept. */
    Results results(RunSettings settings);

    /**
     * The same in a loop on one thread: what every engine's result is compared with, and how fast it could be.
     *
     * @param lane where to put what comes out
     */
    PlainLoop plain(RunSettings settings, Outputs.Lane lane);

    /** Whether records are due at ticks of a millisecond, so that latency can be measured. */
    default boolean ticked() {
        return false;
    }

    /** Whether the keyed operator is made to fail, by {@link Failure#check}. Only if ticked. */
    default boolean failing() {
        return false;
    }

    /** How many records of each part come at once, before the first tick. Only if ticked. */
    default long fill(RunSettings settings, int part) {
        return 0;
    }
}
