package io.penstock.benchmarks.compare;

import io.penstock.benchmarks.Machine;
import io.penstock.workloads.IdleThread;
import io.penstock.workloads.Outcome;
import io.penstock.workloads.RunSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares engines; see {@code benchmarks/compare} for the options. Exit status 1 if a result was wrong or an engine failed.
 *
 * <p>Rounds are the outer loop, so that what slows the machine down for a while slows all engines down.
 */
public final class Compare {
    private static final int MILLIS = 1_000;
    private static final int QUICK_MILLIS = 500;

    private final Options options;
    private final Fork fork;
    private boolean right = true;

    private Compare(Path benchmarks, Options options) {
        this.options = options;
        this.fork = new Fork(benchmarks, options);
    }

    public static void main(String[] arguments) throws Exception {
        System.exit(run(Path.of("benchmarks"), arguments) ? 0 : 1);
    }

    /** Whether all results were right. */
    static boolean run(Path benchmarks, String... arguments) throws Exception {
        Options options = Options.of(arguments);
        Compare compare = new Compare(benchmarks, options);
        Report report = new Report(Machine.here(), String.join(" ", arguments));
        // A quick run is no measurement to keep.
        boolean kept = !options.quick() || options.text("results") != null;
        Path results =
                Path.of(options.text("results", benchmarks.resolve("results").toString()));
        for (Case what : options.cases()) {
            Comparison comparison = compare.measure(what);
            report.add(comparison);
            System.out.println(Report.table(comparison));
            if (kept) {
                // After each case: what is there stays, whatever happens to the next.
                System.out.println("written: " + report.write(results));
            }
        }
        return compare.right;
    }

    /** An engine on a collector. */
    private record Runner(Contender contender, Collector collector) {
        String label() {
            return contender.engine() + " on " + collector;
        }
    }

    private Comparison measure(Case what) throws IOException, InterruptedException {
        Map<Runner, List<Outcome>> outcomes = new LinkedHashMap<>();
        for (int round = 0; round < options.number("rounds", options.quick() ? 1 : 3); round++) {
            for (Runner runner : runners(what)) {
                measure(runner, what).ifPresent(outcome -> outcomes.computeIfAbsent(runner, first -> new ArrayList<>())
                        .add(outcome));
            }
        }
        List<Rounds> engines = new ArrayList<>();
        outcomes.forEach((runner, all) -> engines.add(new Rounds(runner.contender(), runner.collector(), all)));
        return new Comparison(what, engines);
    }

    private List<Runner> runners(Case what) {
        List<Runner> runners = new ArrayList<>();
        for (Contender contender : options.contenders()) {
            if (!contender.runs(what)) {
                continue;
            }
            List<Collector> asked = options.collectors();
            for (Collector collector : asked.isEmpty() ? List.of(contender.collector(what.ticked())) : asked) {
                runners.add(new Runner(contender, collector));
            }
        }
        return runners;
    }

    private Optional<Outcome> measure(Runner runner, Case what) throws IOException, InterruptedException {
        long records = options.number("records", 0);
        boolean quick = options.quick();
        RunSettings settings = new RunSettings(
                what.workload(),
                runner.contender().engine(),
                what.keys(),
                what.rate(),
                Math.toIntExact(options.number("parallelism", 2)),
                records > 0 || quick ? 0 : MILLIS * options.number("warm-up", 10),
                quick ? QUICK_MILLIS : MILLIS * options.number("seconds", 20),
                records);
        Optional<Outcome> outcome;
        try (IdleThread idle = IdleThread.start()) {
            outcome = fork.run(runner.contender(), runner.collector(), settings).map(idle::measured);
        }
        if (outcome.isEmpty()) {
            System.out.println(what.label() + ", " + runner.label() + ": FAILED, see above");
            right = false;
            return outcome;
        }
        System.out.println(Report.line(what, runner.label(), outcome.get()));
        outcome.get().wrong().forEach(difference -> System.out.println("  WRONG: " + difference));
        right &= outcome.get().wrong().isEmpty();
        return outcome;
    }
}
