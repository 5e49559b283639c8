package io.penstock.benchmarks.journal;

import io.penstock.benchmarks.Machine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the benchmarks of journals and keeps what they found in {@code benchmarks/results}:
 *
 * <pre>
 * benchmarks/run journal write|recover|large|open [--jdbc-url URL [--jdbc-user NAME] [--jdbc-password WORD]]
 *                                                [JMH OPTIONS, such as -p actors=50 -p journal=penstock-disk]
 * </pre>
 */
public final class Journals {
    private static final Path RESULTS = Path.of("benchmarks", "results");
    private static final Map<String, List<Class<?>>> PARTS = Map.of(
            "write", List.of(WriteBenchmark.class, ForceBenchmark.class),
            "recover", List.of(RecoveryBenchmark.class),
            "large", List.of(LargeEventBenchmark.class),
            "open", List.of(OpeningBenchmark.class));

    private Journals() {}

    public static void main(String[] arguments) throws Exception {
        Deque<String> left = new ArrayDeque<>(Arrays.asList(arguments));
        @Nullable String part = left.poll();
        List<Class<?>> benchmarks = part == null ? List.of() : PARTS.getOrDefault(part, List.of());
        if (part == null || benchmarks.isEmpty()) {
            System.err.println("Which part? One of "
                    + PARTS.keySet().stream().sorted().toList() + "; then options of JMH, or --jdbc-url.");
            System.exit(2);
            return;
        }
        Map<String, String> jdbc = jdbcOptions(left);
        CommandLineOptions given = new CommandLineOptions(left.toArray(String[]::new));
        ChainedOptionsBuilder options = new OptionsBuilder().parent(given);
        benchmarks.forEach(benchmark -> options.include(benchmark.getName() + "\\."));
        boolean compares = part.equals("write") || part.equals("recover");
        try (Peers peers = compares ? Peers.start(jdbc, given) : Peers.none()) {
            if (compares) {
                options.param("journal", peers.journals());
            }
            options.jvmArgsPrepend(peers.withFlags(flags()));
            keep(part, peers.postgreSql(), new Runner(options.build()).run());
        }
    }

    private static void keep(String part, String postgreSql, Collection<RunResult> results)
            throws IOException, InterruptedException {
        JournalReport report = new JournalReport(Machine.here(), postgreSql);
        results.forEach(report::add);
        System.out.println();
        System.out.print(report.table());
        report.write(RESULTS, part);
    }

    private static String[] flags() {
        // What the plugin needs of a JVM: this one has it already.
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--add-") || flag.startsWith("-D"))
                .toArray(String[]::new);
    }

    private static Map<String, String> jdbcOptions(Deque<String> arguments) {
        Map<String, String> found = new LinkedHashMap<>();
        List<String> others = new ArrayList<>();
        while (!arguments.isEmpty()) {
            String argument = arguments.remove();
            if (argument.startsWith("--jdbc-")) {
                if (arguments.isEmpty()) {
                    throw new IllegalArgumentException(argument + " needs a value");
                }
                found.put(argument, arguments.remove());
            } else {
                others.add(argument);
            }
        }
        arguments.addAll(others);
        return found;
    }

    /** The journals of a comparison, and the server that one of them needs. */
    private record Peers(String[] journals, @Nullable PostgreSql server, String postgreSql) implements AutoCloseable {
        private static final String ABSENT = "none";

        static Peers none() {
            return new Peers(new String[0], null, ABSENT);
        }

        static Peers start(Map<String, String> jdbc, CommandLineOptions given) {
            Collection<String> asked = given.getParameter("journal").orElse(List.of());
            List<String> journals = new ArrayList<>(
                    asked.isEmpty()
                            ? Arrays.stream(TestedJournal.values())
                                    .map(TestedJournal::word)
                                    .toList()
                            : asked);
            if (!journals.contains(TestedJournal.POSTGRESQL.word())) {
                return new Peers(journals.toArray(String[]::new), null, ABSENT);
            }
            try {
                @Nullable String url = jdbc.get("--jdbc-url");
                PostgreSql server = url == null
                        ? PostgreSql.embedded()
                        : PostgreSql.at(
                                url,
                                jdbc.getOrDefault("--jdbc-user", "postgres"),
                                jdbc.getOrDefault("--jdbc-password", ""));
                return new Peers(journals.toArray(String[]::new), server, server.version());
            } catch (IOException | SQLException | RuntimeException e) {
                System.err.println("NO POSTGRESQL: " + e + ". Its rows are left out. Start a server and name it by"
                        + " --jdbc-url jdbc:postgresql://HOST:PORT/DATABASE --jdbc-user NAME --jdbc-password WORD.");
                journals.remove(TestedJournal.POSTGRESQL.word());
                return new Peers(journals.toArray(String[]::new), null, ABSENT);
            }
        }

        String[] withFlags(String[] flags) {
            List<String> all = new ArrayList<>(List.of(flags));
            if (server != null) {
                all.addAll(server.jvmFlags());
            }
            return all.toArray(String[]::new);
        }

        @Override
        public void close() throws IOException {
            if (server != null) {
                server.close();
            }
        }
    }
}
