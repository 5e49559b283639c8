package io.penstock.benchmarks.compare;

import io.penstock.benchmarks.Machine;
import io.penstock.benchmarks.jobs.PenstockEngine;
import io.penstock.workloads.Outcome;
import io.penstock.workloads.RunSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures how the cost of W1 on Penstock grows with one thing after the other; see {@code benchmarks/run} for the options.
 * Exit status 1 if a result was wrong or a run failed.
 *
 * <p>Rounds are the outer loop of a curve, so that what slows the machine down for a while slows all points down.
 */
public final class Scaling {
    private static final int MILLIS = 1_000;
    private static final int QUICK_MILLIS = 500;
    /** So that the greatest states are there before the measurement begins. */
    private static final int KEYS_A_MILLI = 700;

    private final Options options;
    private final Fork fork;
    private boolean right = true;

    private Scaling(Path benchmarks, Options options) {
        this.options = options;
        this.fork = new Fork(benchmarks, options);
    }

    public static void main(String[] arguments) throws Exception {
        System.exit(run(Path.of("benchmarks"), arguments) ? 0 : 1);
    }

    /** Whether all results were right. */
    static boolean run(Path benchmarks, String... arguments) throws Exception {
        Options options = Options.of("curve", Curve.names(), arguments);
        Scaling scaling = new Scaling(benchmarks, options);
        ScalingReport report = new ScalingReport(Machine.here(), String.join(" ", arguments));
        // A quick run is no measurement to keep.
        boolean kept = !options.quick() || options.text("results") != null;
        Path results =
                Path.of(options.text("results", benchmarks.resolve("results").toString()));
        for (String name : options.named().isEmpty() ? Curve.names() : options.named()) {
            MeasuredCurve curve = scaling.measure(Curve.named(name));
            if (curve.points().isEmpty()) {
                continue;
            }
            report.add(curve);
            System.out.println(ScalingReport.table(curve));
            if (kept) {
                // After each curve: what is there stays, whatever happens to the next.
                System.out.println("written: " + report.write(results));
            }
        }
        return scaling.right;
    }

    private MeasuredCurve measure(Curve curve) throws IOException, InterruptedException {
        // Of a quick run the second: more than one task, operator and channel.
        List<Curve.Point> points = options.quick() ? curve.points().subList(1, 2) : curve.points();
        String heap = options.text("heap", curve.heap());
        Map<Curve.Point, List<Outcome>> outcomes = new LinkedHashMap<>();
        for (int round = 0; round < options.number("rounds", options.quick() ? 1 : 2); round++) {
            for (Curve.Point point : points) {
                measure(curve, point, heap)
                        .ifPresent(outcome -> outcomes.computeIfAbsent(point, first -> new ArrayList<>())
                                .add(outcome));
            }
        }
        List<MeasuredCurve.At> measured = new ArrayList<>();
        outcomes.forEach((point, all) ->
                measured.add(new MeasuredCurve.At(point, new Rounds(Contender.PENSTOCK, collector(), all))));
        // A point that failed in the first round only would come last.
        measured.sort(Comparator.comparingInt(at -> at.point().x()));
        return new MeasuredCurve(curve, heap, measured);
    }

    private Optional<Outcome> measure(Curve curve, Curve.Point point, String heap)
            throws IOException, InterruptedException {
        boolean quick = options.quick();
        long warmUpMillis = Math.max(MILLIS * options.number("warm-up", 5), point.keys() / KEYS_A_MILLI);
        RunSettings settings = new RunSettings(
                "W1",
                Contender.PENSTOCK.engine(),
                point.keys(),
                0,
                point.parallelism(),
                quick ? 0 : warmUpMillis,
                quick ? QUICK_MILLIS : MILLIS * options.number("seconds", 6),
                0);
        List<String> flags = new ArrayList<>(List.of("-Xms" + heap, "-Xmx" + heap));
        flags.add("-D" + PenstockEngine.PASSES + "=" + point.passes());
        curve.settings().forEach(setting -> flags.add("-D" + setting));
        Case what = new Case(settings.workload(), point.keys(), 0);
        System.out.println(curve.name() + " " + point.label());
        Optional<Outcome> outcome = fork.run(Contender.PENSTOCK, collector(), settings, flags);
        if (outcome.isEmpty()) {
            System.out.println("FAILED, see above: " + curve.name() + " " + point.label());
            right = false;
            return outcome;
        }
        System.out.println(Report.line(what, Contender.PENSTOCK.engine(), outcome.get()));
        outcome.get().wrong().forEach(difference -> System.out.println("  WRONG: " + difference));
        right &= outcome.get().wrong().isEmpty();
        return outcome;
    }

    private Collector collector() {
        List<Collector> asked = options.collectors();
        return asked.isEmpty() ? Contender.PENSTOCK.collector(false) : asked.get(0);
    }
}
