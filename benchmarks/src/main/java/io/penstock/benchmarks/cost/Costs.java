package io.penstock.benchmarks.cost;

import io.penstock.benchmarks.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What retained edges cost, and what checkpoints at short intervals cost: the same job with and without, in turn.
 *
 * <pre>
 *   [--rate 1000000] [--keys 100000] [--settle 60] [--warm-up 3] [--seconds 10] [--rounds 5] [--full 1]
 * </pre>
 *
 * <p>Goals: at most 5 % of CPU for either. The first round warms up and does not count, nor do the first seconds of each
 * run. What happens a few times a second is compiled late: that much, {@code --settle} seconds with a checkpoint each 10 ms go
 * before everything, and what the compiler takes is told apart. {@code --full 0} leaves out full load. Exit status 1 if a
 * result is wrong.
 */
public final class Costs {
    private static final String HEAD = """
            # What retained edges and short checkpoint intervals cost

            The greatest number per key, two tasks, checkpoints forced to disk. CPU seconds of the process for each million
            records, median of the rounds; the variants take turns in one process; the second ratio is without what the JIT
            compilers took (of lines that have it). Heap: the most that a collection left.

            | date | commit | variant | records/s | keys | interval ms | M/s | CPU s/M | against | ratio | ratio without compiler | checkpoints | heap MiB | overflows | machine |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
            """;

    private Costs() {}

    public static void main(String[] arguments) throws Exception {
        Map<String, Long> options = options(arguments);
        long rate = options.getOrDefault("rate", 1_000_000L);
        int keys = Math.toIntExact(options.getOrDefault("keys", 100_000L));
        Duration measured = Duration.ofSeconds(options.getOrDefault("seconds", 10L));
        Duration warmUp = Duration.ofSeconds(options.getOrDefault("warm-up", 3L));
        long rounds = options.getOrDefault("rounds", 5L);
        // Each with the one it is compared with.
        Map<Variant, Variant> variants = new LinkedHashMap<>();
        Variant direct = new Variant("nothing retained", false, 1000, rate);
        Variant rare = new Variant("rare checkpoints", true, 10_000, rate);
        Variant fullDirect = new Variant("full load, nothing retained", false, 1000, 0);
        variants.put(direct, direct);
        variants.put(new Variant("retained", true, 1000, rate), direct);
        variants.put(rare, rare);
        variants.put(new Variant("checkpoints each 100 ms", true, 100, rate), rare);
        if (options.getOrDefault("full", 1L) != 0) {
            variants.put(fullDirect, fullDirect);
            variants.put(new Variant("full load, retained", true, 1000, 0), fullDirect);
            Variant fullRare = new Variant("full load, nothing retained, rare checkpoints", false, 10_000, 0);
            Variant fullOften = new Variant("full load, nothing retained, checkpoints each 100 ms", false, 100, 0);
            variants.put(fullRare, fullRare);
            variants.put(fullOften, fullRare);
            // So little comes between two checkpoints that it is kept.
            variants.put(new Variant("full load, retained, checkpoints each 100 ms", true, 100, 0), fullOften);
        }

        Map<Variant, List<Run.Cost>> costs = new LinkedHashMap<>();
        Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("benchmarks/target")), "cost-");
        long settle = options.getOrDefault("settle", 60L);
        boolean right = settle == 0
                || new Run(new Variant("settle", true, 10, rate), keys, directory.resolve("settle"))
                        .run(warmUp, Duration.ofSeconds(settle))
                        .right();
        for (long round = 0; round <= rounds; round++) {
            for (Variant variant : variants.keySet()) {
                Path own = directory.resolve(variant.name().replaceAll("\\W+", "-") + "-" + round);
                Run.Cost cost = new Run(variant, keys, own).run(warmUp, measured);
                right &= cost.right();
                System.out.printf(
                        Locale.ROOT,
                        "%s %s: %.2f M records/s, %.4f CPU s/M (compiler %.4f), %d checkpoints, heap %d MiB, %d overflows, %s%n",
                        round == 0 ? "warm-up" : "round " + round,
                        variant.name(),
                        cost.millionsPerSecond(),
                        cost.cpuSeconds(),
                        cost.compilerSeconds(),
                        cost.checkpoints(),
                        cost.greatestHeapBytes() >> 20,
                        cost.overflows(),
                        cost.right() ? "exact" : "WRONG");
                if (round > 0) {
                    costs.computeIfAbsent(variant, any -> new ArrayList<>()).add(cost);
                }
            }
        }
        report(variants, costs, keys);
        System.exit(right ? 0 : 1);
    }

    private static Map<String, Long> options(String[] arguments) {
        List<String> known = List.of("--rate", "--keys", "--settle", "--warm-up", "--seconds", "--rounds", "--full");
        Map<String, Long> options = new LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!known.contains(arguments[i]) || i + 1 == arguments.length) {
                throw new IllegalArgumentException("expected pairs of an option and a number, options are " + known);
            }
            options.put(arguments[i].substring(2), Long.parseLong(arguments[i + 1]));
        }
        return options;
    }

    private static double median(List<Run.Cost> costs, ToDoubleFunction<Run.Cost> figure) {
        double[] sorted = costs.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static String ratio(List<Run.Cost> costs, List<Run.Cost> others, ToDoubleFunction<Run.Cost> figure) {
        return String.format(Locale.ROOT, "%.3f", median(costs, figure) / median(others, figure));
    }

    private static void report(Map<Variant, Variant> variants, Map<Variant, List<Run.Cost>> costs, int keys)
            throws IOException, InterruptedException {
        Machine machine = Machine.here();
        Path file = Files.createDirectories(Path.of("benchmarks/results")).resolve("costs.md");
        if (!Files.exists(file)) {
            Files.writeString(file, HEAD, StandardCharsets.UTF_8);
        }
        for (Map.Entry<Variant, Variant> entry : variants.entrySet()) {
            Variant variant = entry.getKey();
            Variant against = entry.getValue();
            List<Run.Cost> all = costs.getOrDefault(variant, List.of());
            List<Run.Cost> others = costs.getOrDefault(against, List.of());
            if (all.isEmpty() || others.isEmpty()) {
                continue;
            }
            String line = String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %,d | %,d | %.2f | %.4f | %s | %s | %s | %.0f | %.0f | %.0f | %d x %s, %s |%n",
                    machine.date(),
                    machine.commit(),
                    variant.name(),
                    variant.perSecond() == 0 ? "all" : String.format(Locale.ROOT, "%,d", variant.perSecond()),
                    keys,
                    variant.intervalMillis(),
                    median(all, Run.Cost::millionsPerSecond),
                    median(all, Run.Cost::cpuSeconds),
                    against.equals(variant) ? "" : against.name(),
                    against.equals(variant) ? "" : ratio(all, others, Run.Cost::cpuSeconds),
                    against.equals(variant) ? "" : ratio(all, others, Run.Cost::withoutCompiler),
                    median(all, cost -> cost.checkpoints()),
                    median(all, cost -> cost.greatestHeapBytes() >> 20),
                    median(all, cost -> cost.overflows()),
                    machine.cores(),
                    machine.cpu(),
                    machine.jdk());
            Files.writeString(file, line, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
            System.out.print(line);
        }
    }
}
