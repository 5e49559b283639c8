package io.penstock.simulation;

/** What is printed of a seed that failed: enough to repeat it, and the smallest variant that was found. */
final class FailureReport {
    private static final int[] RECORDS = {8, 20, 40, 80};
    private static final int MOST_FAULTS = 4;

    private FailureReport() {}

    /** Runs the seed again, with its trace, and smaller variants of it. */
    static String of(Outcome failed, Options options) {
        Outcome again = Seeds.run(failed.seed(), options.withLines());
        StringBuilder text = new StringBuilder();
        text.append("seed ")
                .append(failed.seed())
                .append(" failed: ")
                .append(failed.shape())
                .append("\nfaults: ")
                .append(failed.faults())
                .append('\n');
        failed.violations().forEach(line -> text.append("  ").append(line).append('\n'));
        if (again.hash() != failed.hash()) {
            text.append("and ran otherwise the second time: the simulation is not deterministic\n");
        }
        text.append("repeat it with\n  ").append(command(failed.seed(), "")).append('\n');
        text.append(smaller(failed.seed(), options));
        text.append("the last lines of its trace:\n");
        again.lines().forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private static String command(long seed, String more) {
        return "./mvnw -pl engine-actors -am test -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false"
                + " -Dpenstock.simulation.seed=" + seed + more;
    }

    /** With fewer records and fewer faults the seed is another run, but often it fails too. */
    private static String smaller(long seed, Options options) {
        for (int records : RECORDS) {
            for (int faults = 0; faults <= MOST_FAULTS; faults++) {
                Outcome outcome = Seeds.run(seed, options.limited(records, faults));
                if (!outcome.isRight()) {
                    return "a smaller one fails too (" + outcome.steps() + " steps): "
                            + outcome.violations().get(0) + "\n  "
                            + command(
                                    seed,
                                    " -Dpenstock.simulation.records=" + records + " -Dpenstock.simulation.faults="
                                            + faults)
                            + "\n";
                }
            }
        }
        return "no smaller variant of it fails\n";
    }
}
