package io.penstock.benchmarks.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.jdbc.testkit.javadsl.SchemaUtils;

/**
 * The journals that are compared. Each runs with the settings it comes with, but for where its data is and, where there is
 * a choice, whether it forces.
 */
enum TestedJournal {
    PENSTOCK_PROCESS(
            "penstock-process", "the plugin, durability = process", "penstock.journal", "durability = process"),
    PENSTOCK_DISK("penstock-disk", "the plugin, durability = disk", "penstock.journal", "durability = disk"),
    LEVELDB_PROCESS(
            "leveldb-process", "LevelDB (native), fsync = off", "pekko.persistence.journal.leveldb", "fsync = off"),
    LEVELDB_DISK("leveldb-disk", "LevelDB (native), fsync = on", "pekko.persistence.journal.leveldb", "fsync = on"),
    POSTGRESQL("postgresql", "pekko-persistence-jdbc on PostgreSQL", "jdbc-journal", "use-shared-db = slick"),
    MEMORY("memory", "Pekko's in-memory journal, no serialization: the floor", "pekko.persistence.journal.inmem", "");

    private static final Path ROOT =
            Path.of(System.getProperty("penstock.benchmark.dir", "benchmarks/target/journals"));

    private final String word;
    private final String says;
    private final String block;
    private final String settings;

    TestedJournal(String word, String says, String block, String settings) {
        this.word = word;
        this.says = says;
        this.block = block;
        this.settings = settings;
    }

    /** The parameter of a benchmark. */
    String word() {
        return word;
    }

    /** What it is, for a table. */
    String says() {
        return says;
    }

    static TestedJournal of(String word) {
        return Arrays.stream(values())
                .filter(journal -> journal.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No journal \"" + word + "\"; there are "
                        + Arrays.stream(values()).map(TestedJournal::word).toList()));
    }

    /** Where benchmarks keep their files. */
    static Path directory(String name) {
        return ROOT.resolve(name).toAbsolutePath();
    }

    /** Starts a system with this journal, in a directory that may hold events already. */
    ActorSystem start(Path directory) throws Exception {
        ActorSystem system = ActorSystem.create("journals", config(directory));
        if (this == POSTGRESQL) {
            SchemaUtils.createIfNotExists(system).toCompletableFuture().get(1, TimeUnit.MINUTES);
        }
        return system;
    }

    /** Ends a system and waits until its files are closed. */
    static void end(ActorSystem system) throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(2, TimeUnit.MINUTES);
    }

    private Config config(Path directory) {
        String path = directory.toString();
        Config own = ConfigFactory.parseString(block + " { " + settings + " }\n" + """
                pekko {
                  loglevel = WARNING
                  actor {
                    serializers.measured = "io.penstock.benchmarks.journal.MeasuredSerializer"
                    serialization-bindings."io.penstock.benchmarks.journal.Measured" = measured
                  }
                  persistence {
                    snapshot-store.plugin = "pekko.persistence.no-snapshot-store"
                    typed.stash-overflow-strategy = fail
                  }
                }
                """)
                .withValue("pekko.persistence.journal.plugin", ConfigValueFactory.fromAnyRef(block))
                .withValue(block + ".dir", ConfigValueFactory.fromAnyRef(path));
        return (this == POSTGRESQL ? own.withFallback(PostgreSql.slick()) : own).withFallback(ConfigFactory.load());
    }

    /** Removes what a benchmark has written. */
    static void remove(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(directory)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.deleteIfExists(file);
        }
    }
}
