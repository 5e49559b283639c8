package io.penstock.benchmarks.compare;

import io.penstock.benchmarks.Machine;
import io.penstock.workloads.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Keeps a comparison: everything as JSON, medians as Markdown, and a plot of them. */
final class Report {
    private static final String RECOVERY = " first new / caught up ms, median (max) |";
    private static final String LATENCY =
            " p50 / p99 / p99.9 / max ms | of an idle thread beside it | of an idle process |";

    private final Machine machine;
    private final String command;
    private final List<Comparison> comparisons = new ArrayList<>();

    Report(Machine machine, String command) {
        this.machine = machine;
        this.command = command;
    }

    void add(Comparison comparison) {
        comparisons.add(comparison);
    }

    /**
     * Writes three files.
     *
     * @return the Markdown one
     */
    Path write(Path directory) throws IOException {
        List<Plot.Group> bars = comparisons.stream().map(Plot.Group::of).toList();
        return new ReportFiles("compare", machine).write(directory, json(), markdown(), bars);
    }

    private Map<String, Object> json() {
        List<Object> cases = new ArrayList<>();
        for (Comparison comparison : comparisons) {
            for (Rounds rounds : comparison.engines()) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("case", comparison.what());
                one.put("engine", rounds.contender().engine());
                one.put("version", rounds.version());
                one.put("collector", rounds.collector().toString());
                one.put("outcomes", rounds.outcomes());
                cases.add(one);
            }
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("machine", machine);
        all.put("command", command);
        all.put("series", cases);
        return all;
    }

    String markdown() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                """
                # Comparison

                Commit %s, %s, %d x %s, %s. Command: `benchmarks/compare %s`.

                Medians of the rounds, in brackets the least and the greatest. M/s is millions of records a second at the source;
                CPU is seconds of the whole process per million records. "Penstock is" compares M/s, or where the rate is given
                the latency's p99, in W5 the first new record, and in brackets CPU. A checkpoint's duration is from trigger to
                completion (Jet's as its sources see it), its bytes are what the engine says it wrote (Jet says nothing).
                Beside the latency of records stands, counted alike, that of a thread which only wants to run at each millisecond:
                in the engine's process (where collections and the engine's threads hold it up), and in a process that does
                nothing else (where only the machine does).
                "Plain" is the same work in a loop on one thread, by its CPU time, right after each run. `benchmarks/README.md`
                says what is compared and what is fair.

                """,
                machine.commit(),
                machine.date(),
                machine.cores(),
                machine.cpu(),
                machine.jdk(),
                command));
        comparisons.forEach(comparison -> text.append(table(comparison)).append('\n'));
        return text.toString();
    }

    /** The table of one case, with its title. */
    static String table(Comparison comparison) {
        boolean ticked = comparison.what().ticked();
        boolean failing = comparison.what().failing();
        StringBuilder text = new StringBuilder("## " + comparison.what().label() + "\n\n");
        text.append(String.format(
                Locale.ROOT,
                """
                | engine | collector | rounds | M/s | CPU s/M | Penstock is | checkpoints | median / max ms | median KiB |%s plain M/s | load | result |
                |---|---|---|---|---|---|---|---|---|%s---|---|---|
                """,
                (ticked ? LATENCY : "") + (failing ? RECOVERY : ""),
                (ticked ? "---|---|---|" : "") + (failing ? "---|" : "")));
        for (Rounds rounds : comparison.engines()) {
            String more = (ticked ? latencies(rounds) : "") + (failing ? " " + recovery(rounds) + " |" : "");
            text.append(row(comparison, rounds, more)).append('\n');
        }
        return text.toString();
    }

    private static String row(Comparison comparison, Rounds rounds, String more) {
        return String.format(
                Locale.ROOT,
                "| %s (%s) | %s | %d | %.2f (%.2f-%.2f) | %.4f | %s | %.0f | %.0f / %.0f | %,.0f |%s %.1f | %.1f | %s |",
                rounds.contender().engine(),
                rounds.version(),
                rounds.collector(),
                rounds.outcomes().size(),
                rounds.median(Outcome::millionsPerSecond),
                rounds.least(Outcome::millionsPerSecond),
                rounds.greatest(Outcome::millionsPerSecond),
                rounds.median(Outcome::cpuSecondsPerMillion),
                comparison
                        .of(Contender.PENSTOCK)
                        .map(ours -> ratio(comparison.what(), ours, rounds))
                        .orElse(""),
                rounds.median(outcome -> outcome.checkpoints().count()),
                rounds.median(outcome -> outcome.checkpoints().medianMillis()),
                rounds.greatest(outcome -> outcome.checkpoints().greatestMillis()),
                rounds.median(outcome -> outcome.checkpoints().medianBytes() / 1024.0),
                more,
                rounds.median(outcome -> outcome.plainRecordsPerSecond() / 1e6),
                rounds.median(Outcome::load),
                rounds.right() ? "exact" : "WRONG");
    }

    private static String ratio(Case what, Rounds ours, Rounds theirs) {
        return String.format(
                Locale.ROOT,
                "%.2f x (%.2f x)",
                ours.median(what::figure) / theirs.median(what::figure),
                ours.median(Outcome::cpuSecondsPerMillion) / theirs.median(Outcome::cpuSecondsPerMillion));
    }

    private static String latencies(Rounds rounds) {
        return latency(rounds, Outcome::latency)
                + latency(rounds, Outcome::process)
                + latency(rounds, Outcome::machine);
    }

    private static String latency(Rounds rounds, Function<Outcome, Outcome.@Nullable Latency> which) {
        ToDoubleFunction<ToDoubleFunction<Outcome.Latency>> median =
                figure -> rounds.median(outcome -> figure.applyAsDouble(known(which.apply(outcome))));
        return String.format(
                Locale.ROOT,
                " %.2f / %.2f / %.2f / %.1f |",
                median.applyAsDouble(Outcome.Latency::p50Millis),
                median.applyAsDouble(Outcome.Latency::p99Millis),
                median.applyAsDouble(Outcome.Latency::p999Millis),
                rounds.greatest(outcome -> known(which.apply(outcome)).maxMillis()));
    }

    private static Outcome.Latency known(Outcome.@Nullable Latency latency) {
        return latency == null ? new Outcome.Latency(0, 0, 0, 0, 0) : latency;
    }

    private static String recovery(Rounds rounds) {
        return String.format(
                Locale.ROOT,
                "%.0f (%.0f) / %.0f (%.0f)",
                rounds.median(outcome -> recovery(outcome).medianFirstNewMillis()),
                rounds.greatest(outcome -> recovery(outcome).greatestFirstNewMillis()),
                rounds.median(outcome -> recovery(outcome).medianCaughtUpMillis()),
                rounds.greatest(outcome -> recovery(outcome).greatestCaughtUpMillis()));
    }

    private static Outcome.Recovery recovery(Outcome outcome) {
        Outcome.@Nullable Recovery recovery = outcome.recovery();
        return recovery == null ? new Outcome.Recovery(0, 0, 0, 0, 0) : recovery;
    }

    /**
     * What a run says on the terminal.
     *
     * @param runner which engine, on what
     */
    static String line(Case what, String runner, Outcome outcome) {
        Outcome.Checkpoints checkpoints = outcome.checkpoints();
        return String.format(
                Locale.ROOT,
                "%s, %s: %.2f M records/s, %.4f CPU s/M, %.2f cores; %d checkpoints, median %d ms %d KiB, max %d ms;%s"
                        + " plain loop %.1f M/s; load %.1f; result %s",
                what.label(),
                runner,
                outcome.millionsPerSecond(),
                outcome.cpuSecondsPerMillion(),
                outcome.cpuSeconds() / outcome.seconds(),
                checkpoints.count(),
                checkpoints.medianMillis(),
                checkpoints.medianBytes() >> 10,
                checkpoints.greatestMillis(),
                (what.ticked()
                                ? " " + known(outcome.latency()) + "; idle thread beside it " + known(outcome.process())
                                        + "; idle process " + known(outcome.machine()) + ";"
                                : "")
                        + (outcome.recovery() == null ? "" : " " + outcome.recovery() + ";"),
                outcome.plainRecordsPerSecond() / 1e6,
                outcome.load(),
                outcome.wrong().isEmpty() ? "exact" : "WRONG");
    }
}
