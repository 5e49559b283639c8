package io.penstock.benchmarks.hot;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link HopBenchmark} and works out what a hop costs: the time per record of the longest pipeline minus that of the
 * shortest, divided by how many operators it has more. What source, sink and timing cost is in both, and so in neither.
 * Takes JMH's options.
 */
public final class Hops {
    private Hops() {}

    public static void main(String[] arguments) throws Exception {
        ChainedOptionsBuilder options =
                new OptionsBuilder().parent(new CommandLineOptions(arguments)).include(HopBenchmark.class.getName());
        print(new Runner(options.build()).run());
    }

    private record Cost(double wallNanos, double cpuNanos) {}

    private static double total(RunResult result, String counter) {
        return Objects.requireNonNull(result.getSecondaryResults().get(counter), counter)
                .getScore();
    }

    private static void print(Collection<RunResult> results) {
        Map<String, TreeMap<Integer, Cost>> costs = new TreeMap<>();
        for (RunResult result : results) {
            double cpu = total(result, "cpuNanos") / total(result, "records");
            costs.computeIfAbsent(result.getParams().getParam("pipeline"), pipeline -> new TreeMap<>())
                    .put(
                            Integer.parseInt(result.getParams().getParam("operators")),
                            new Cost(result.getPrimaryResult().getScore(), cpu));
        }
        System.out.println();
        System.out.println("| pipeline | operators: ns per record, wall (CPU) | ns per record and hop, wall | CPU |");
        System.out.println("|---|---|---|---|");
        costs.forEach((pipeline, byOperators) -> {
            StringBuilder all = new StringBuilder();
            byOperators.forEach((operators, cost) -> all.append(
                    String.format(Locale.ROOT, "%d: %.2f (%.2f) ", operators, cost.wallNanos(), cost.cpuNanos())));
            Cost least = byOperators.firstEntry().getValue();
            Cost most = byOperators.lastEntry().getValue();
            int hops = Math.max(1, byOperators.lastKey() - byOperators.firstKey());
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s| %.2f | %.2f |%n",
                    pipeline,
                    all,
                    (most.wallNanos() - least.wallNanos()) / hops,
                    (most.cpuNanos() - least.cpuNanos()) / hops);
        });
    }
}
