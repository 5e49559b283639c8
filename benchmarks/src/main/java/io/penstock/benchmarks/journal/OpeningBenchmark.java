package io.penstock.benchmarks.journal;

import com.typesafe.config.ConfigFactory;
import io.penstock.persistence.chronicle.ChronicleRun;
import io.penstock.persistence.journal.JournalSettings;
import io.penstock.persistence.store.JournalStore;
import io.penstock.persistence.store.JournalStore.PreparedWrite;
import io.penstock.persistence.store.StoreSettings;
import io.penstock.persistence.store.StoredEvent;
import io.penstock.persistence.store.StoredEvent.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Opening a journal of 10 GiB with a million persistence ids, by its index file or, when that was thrown away, by reading
 * every byte. Needs the room. What of the files the kernel still holds in memory is not read from the disk.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseParallelGC"})
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@SuppressWarnings("NullAway.Init") // JMH calls fill() before anything else
public class OpeningBenchmark {
    private static final int TOGETHER = 1000;

    @Param({"used", "thrown-away"})
    String index;

    @Param("1000000")
    int ids;

    @Param("10486")
    int eventBytes;

    private Path directory;
    private StoreSettings settings;
    private JournalStore store;

    @Setup
    public void fill() throws IOException {
        directory = TestedJournal.directory("open");
        settings = JournalSettings.of(
                ConfigFactory.parseString("dir = \"" + directory + "\", durability = process")
                        .withFallback(ConfigFactory.load().getConfig("penstock.journal")),
                "penstock.journal");
        // Filling takes longer than opening: both parameters use one journal.
        Path filled = directory.resolveSibling("open-" + ids + "-" + eventBytes);
        if (!Files.exists(filled)) {
            TestedJournal.remove(directory);
            try (JournalStore empty = JournalStore.open(settings, ChronicleRun::start)) {
                write(empty);
            }
            Files.createFile(filled);
        }
    }

    private void write(JournalStore empty) {
        byte[] event = new byte[eventBytes];
        for (int from = 0; from < ids; from += TOGETHER) {
            List<PreparedWrite> writes = new ArrayList<>();
            for (int i = from; i < Math.min(ids, from + TOGETHER); i++) {
                StoredEvent stored = new StoredEvent(1, i, "writer", "", new Payload(4, "", event), null, List.of());
                writes.add(empty.prepare("sensor-" + i, List.of(stored)));
            }
            empty.write(writes).toCompletableFuture().join();
        }
    }

    @Setup(Level.Iteration)
    public void throwAway() throws IOException {
        if (index.equals("thrown-away")) {
            Files.deleteIfExists(directory.resolve("index"));
        }
    }

    @TearDown(Level.Iteration)
    public void close() throws IOException {
        // Writes the index file again.
        store.close();
    }

    @Benchmark
    public void open(Spent spent) throws IOException {
        spent.begin(0);
        store = JournalStore.open(settings, ChronicleRun::start);
        spent.end(1);
        if (store.highestSequenceNr("sensor-" + (ids - 1)) != 1) {
            throw new IllegalStateException("the last persistence id is not known");
        }
    }
}
