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

/** Keeps curves: everything as JSON, medians as Markdown, and a plot of them. */
final class ScalingReport {
    private static final double NANOS_OF_A_SECOND_PER_MILLION = 1_000;

    private final Machine machine;
    private final String command;
    private final List<MeasuredCurve> curves = new ArrayList<>();

    ScalingReport(Machine machine, String command) {
        this.machine = machine;
        this.command = command;
    }

    void add(MeasuredCurve curve) {
        curves.add(curve);
    }

    /**
     * Writes three files.
     *
     * @return the Markdown one
     */
    Path write(Path directory) throws IOException {
        return new ReportFiles("scaling", machine).write(directory, json(), markdown(), bars());
    }

    private Map<String, Object> json() {
        List<Object> measured = new ArrayList<>();
        for (MeasuredCurve curve : curves) {
            for (MeasuredCurve.At at : curve.points()) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("curve", curve.curve().name());
                one.put("heap", curve.heap());
                one.put("settings", curve.curve().settings());
                one.put("point", at.point());
                one.put("collector", at.rounds().collector().toString());
                one.put("outcomes", at.rounds().outcomes());
                measured.add(one);
            }
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("machine", machine);
        all.put("command", command);
        all.put("points", measured);
        return all;
    }

    private List<Plot.Group> bars() {
        List<Plot.Group> groups = new ArrayList<>();
        for (MeasuredCurve curve : curves) {
            groups.add(new Plot.Group(
                    "CPU ns per record against " + curve.curve().axis(),
                    curve.points().stream()
                            .map(at -> Plot.Bar.of(at.point().label(), at.rounds(), ScalingReport::cpuNanos, true))
                            .toList()));
            groups.add(new Plot.Group(
                    "Million records a second against " + curve.curve().axis(),
                    curve.points().stream()
                            .map(at -> Plot.Bar.of(at.point().label(), at.rounds(), Outcome::millionsPerSecond, false))
                            .toList()));
        }
        return groups;
    }

    private static double cpuNanos(Outcome outcome) {
        return outcome.cpuSecondsPerMillion() * NANOS_OF_A_SECOND_PER_MILLION;
    }

    private String markdown() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                """
                # Scaling

                Commit %s, %s, %d x %s, %s. Command: `benchmarks/run scaling %s`.

                W1 on Penstock, each run in a JVM of its own. Medians of the rounds, in brackets the least and the greatest. M/s is
                millions of records a second at the source; CPU is nanoseconds of the whole process per record. "Of the first" is
                CPU in that of the first line, beside it the same for what grows. "Growth" is the power of what grows with which
                CPU grew since the line before: 0 = not at all, 1 = linearly, above 1 = more than linearly.

                """,
                machine.commit(),
                machine.date(),
                machine.cores(),
                machine.cpu(),
                machine.jdk(),
                command));
        curves.forEach(curve -> text.append(table(curve)).append('\n'));
        return text.toString();
    }

    /** The table of one curve, with its title. */
    static String table(MeasuredCurve curve) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT, """
                ## %s: %s, heap %s

                | %1$s | M/s | CPU ns | of the first | %1$s of the first | growth | checkpoint median / max ms | median KiB | load | result |
                |---|---|---|---|---|---|---|---|---|---|
                """, curve.curve().name(), curve.curve().axis(), curve.heap()));
        for (int index = 0; index < curve.points().size(); index++) {
            text.append(row(curve, index)).append('\n');
        }
        return text.toString();
    }

    private static String row(MeasuredCurve curve, int index) {
        MeasuredCurve.At at = curve.points().get(index);
        Rounds rounds = at.rounds();
        return String.format(
                Locale.ROOT,
                "| %s | %.2f (%.2f-%.2f) | %.0f (%.0f-%.0f) | %.2f x | %s x | %s | %.0f / %.0f | %,.0f | %.1f | %s |",
                at.point().label(),
                rounds.median(Outcome::millionsPerSecond),
                rounds.least(Outcome::millionsPerSecond),
                rounds.greatest(Outcome::millionsPerSecond),
                rounds.median(ScalingReport::cpuNanos),
                rounds.least(ScalingReport::cpuNanos),
                rounds.greatest(ScalingReport::cpuNanos),
                curve.relative(index),
                String.format(Locale.ROOT, "%,.0f", curve.relativeX(index)),
                index == 0 ? "" : String.format(Locale.ROOT, "%.2f", curve.growth(index)),
                rounds.median(outcome -> outcome.checkpoints().medianMillis()),
                rounds.greatest(outcome -> outcome.checkpoints().greatestMillis()),
                rounds.median(outcome -> outcome.checkpoints().medianBytes() / 1024.0),
                rounds.median(Outcome::load),
                rounds.right() ? "exact" : "WRONG");
    }
}
