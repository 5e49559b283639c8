package io.penstock.examples.connectors;

import io.penstock.connector.Guarantee;
import io.penstock.connector.Sink;
import io.penstock.connector.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The table of what each connector promises, from what it declares and from the crash tests that it has passed. */
final class ConnectorTable {
    private final List<CrashTest> passed;
    private final List<String> lines = new ArrayList<>();

    /**
     * A crash test that was run, with its outcome counted by other code than the connector's.
     *
     * @param connector name and mode, as in the table
     * @param end {@code source} or {@code sink}
     * @param processKills how often the job's process was killed with SIGKILL
     * @param serverKills how often the server was, 0 if there is none
     * @param outcome what was counted: exact, superset or subset of the input, or none of these
     * @param commit it was run at
     * @param how the command that repeats it
     */
    record CrashTest(
            String connector,
            String end,
            int processKills,
            int serverKills,
            String outcome,
            String commit,
            String how) {
        static CrashTest parse(String line) {
            String[] fields = line.split(";", -1);
            if (fields.length != 7) {
                throw new IllegalArgumentException("a crash test has 7 fields between semicolons, not " + fields.length
                        + ": connector;end;process kills;server kills;outcome;commit;how. Found: " + line);
            }
            return new CrashTest(
                    fields[0],
                    fields[1],
                    Integer.parseInt(fields[2]),
                    Integer.parseInt(fields[3]),
                    fields[4],
                    fields[5],
                    fields[6]);
        }

        /** True if what was counted is what the guarantee allows. */
        boolean shows(Guarantee guarantee) {
            return switch (outcome) {
                case "exact" -> true;
                case "superset" -> guarantee.repeats();
                case "subset" -> guarantee.loses();
                case "some lost, some repeated" -> guarantee.loses() && guarantee.repeats();
                default ->
                    throw new IllegalArgumentException(
                            "the outcome of a crash test is exact, superset, subset or 'some lost, some repeated', not '"
                                    + outcome + "'");
            };
        }

        private String text() {
            return outcome + " after " + processKills + " kills of the process"
                    + (serverKills > 0 ? " and " + serverKills + " of the server" : "") + " (" + how + ", " + commit
                    + ")";
        }
    }

    ConnectorTable(List<CrashTest> passed) {
        this.passed = passed;
    }

    void source(String connector, Source<?, ?> source) {
        String journaled = source.traits().replayable() ? "" : "; exactly once from the ingress journal on";
        row(connector, "source", source.intake(), journaled, source.preconditions());
    }

    void sink(String connector, Sink<?, ?> sink) {
        row(connector, "sink", sink.traits().delivery(), "", sink.preconditions());
    }

    private void row(String connector, String end, Guarantee guarantee, String more, List<String> preconditions) {
        List<CrashTest> tests = passed.stream()
                .filter(test -> test.connector().equals(connector) && test.end().equals(end))
                .toList();
        for (CrashTest test : tests) {
            if (!test.shows(guarantee)) {
                throw new IllegalStateException(
                        connector + " as " + end + " promises " + guarantee + ", but a crash test counted " + test);
            }
        }
        lines.add("| " + connector + " | " + end + " | " + guarantee + more + " | " + String.join("; ", preconditions)
                + " | "
                + (tests.isEmpty()
                        ? "**none passed yet**"
                        : tests.stream().map(CrashTest::text).collect(Collectors.joining("; ")))
                + " |");
    }

    String print() {
        return """
                # Connectors

                What each connector promises, whatever is killed at whatever moment. Made by `ConnectorTableTest` from what
                the connectors declare and from `docs/crash-tests.csv`, which holds the outcomes of the crash tests: the
                process of the job, and the server where there is one, killed with SIGKILL at random moments, and the output
                counted by a plain reader. A row without such a test says so. `./penstock plan` and the log of a start say
                what a whole job has, from source to sink, and why; `job.require(Guarantee.EXACTLY_ONCE)` refuses a job that
                has less.

                | connector | as | guarantee | provided that | crash test |
                |---|---|---|---|---|
                """ + String.join("\n", lines) + "\n";
    }
}
