package io.penstock.servers;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.penstock.persistence.ChronicleJvmFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The process of a job in a crash test, with a journal on disk that the next process goes on with. */
public final class JobProcess {
    private JobProcess() {}

    /**
     * Starts a JVM on the class path of the tests. What it prints goes to a new file in the directory, {@code <name>-*.log}.
     *
     * @param name for errors and the file
     * @param directory is made if it is not there
     * @param flags of the JVM, beside those that every job needs
     */
    public static ForkedProcess start(
            String name, Path directory, List<String> flags, Class<?> main, List<String> arguments) throws IOException {
        return start(name, directory, command(flags, main, arguments));
    }

    /** As {@link #start}, with standard output appended to a file by a shell, and only standard error in the other. */
    public static ForkedProcess startRedirected(
            String name, Path directory, Path output, List<String> flags, Class<?> main, List<String> arguments)
            throws IOException {
        List<String> shell = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" >> \"$0\"", output.toString()));
        shell.addAll(command(flags, main, arguments));
        return start(name, directory, shell);
    }

    private static ForkedProcess start(String name, Path directory, List<String> command) throws IOException {
        Files.createDirectories(directory);
        Path output = Files.createTempFile(directory, name + "-", ".log");
        return ForkedProcess.start(new ForkedProcess.Launch(name, command, Map.of(), directory, output));
    }

    private static List<String> command(List<String> flags, Class<?> main, List<String> arguments) {
        List<String> all = new ArrayList<>(ChronicleJvmFlags.all());
        all.addAll(List.of("-Xmx256m", "-Dchronicle.analytics.disable=true", "-Dchronicle.announcer.disable=true"));
        all.addAll(flags);
        return JavaServer.command(System.getProperty("java.class.path"), all, main.getName(), arguments);
    }

    /** The configuration of its actor system: journal and snapshots in the directory, safe from SIGKILL. */
    public static Config config(Path directory) {
        return ConfigFactory.parseString("""
                        pekko.persistence.journal.plugin = "penstock.journal"
                        pekko.persistence.snapshot-store.plugin = "penstock.snapshot-store"
                        pekko.persistence.typed.stash-overflow-strategy = fail
                        penstock.journal { durability = process, min-free = 1 MiB }
                        penstock.snapshot-store.min-free = 1 MiB
                        """)
                .withFallback(ConfigFactory.parseMap(Map.of(
                        "penstock.journal.dir", directory.resolve("journal").toString(),
                        "penstock.snapshot-store.dir",
                                directory.resolve("snapshots").toString())))
                .withFallback(ConfigFactory.load());
    }
}
