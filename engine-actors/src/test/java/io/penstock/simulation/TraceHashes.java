package io.penstock.simulation;

/** Prints the hashes of seeds, from the first argument to the second, in a process of its own. */
public final class TraceHashes {
    private TraceHashes() {}

    public static void main(String[] arguments) {
        for (long seed = Long.parseLong(arguments[0]); seed <= Long.parseLong(arguments[1]); seed++) {
            System.out.println(line(Seeds.run(seed, Options.DEFAULT)));
        }
    }

    static String line(Outcome outcome) {
        return "trace " + outcome.seed() + " " + Long.toHexString(outcome.hash()) + " " + outcome.steps();
    }
}
