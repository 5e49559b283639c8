package io.penstock.simulation;

import java.util.function.Supplier;

/**
 * How a seed is run.
 *
 * @param records at most about so many records
 * @param faults at most so many faults
 * @param continued from so many of the completed checkpoints the job is run again, without faults, to see what their
 *     state is worth
 * @param lines whether the last lines of the trace are kept
 * @param bug what is planted; a bug that keeps something is made anew for each run
 */
record Options(int records, int faults, int continued, boolean lines, Supplier<? extends PlantedBug> bug) {
    /** As a build runs them, unless its system properties say otherwise. */
    static final Options DEFAULT = new Options(
            Integer.getInteger("penstock.simulation.records", Integer.MAX_VALUE),
            Integer.getInteger("penstock.simulation.faults", Integer.MAX_VALUE),
            Integer.getInteger("penstock.simulation.continued", 1),
            false,
            PlantedBug.None::new);

    Options withLines() {
        return new Options(records, faults, continued, true, bug);
    }

    Options with(Supplier<? extends PlantedBug> planted) {
        return new Options(records, faults, continued, lines, planted);
    }

    Options limited(int mostRecords, int mostFaults) {
        return new Options(mostRecords, mostFaults, continued, lines, bug);
    }
}
