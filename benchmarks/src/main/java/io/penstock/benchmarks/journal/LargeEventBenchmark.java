package io.penstock.benchmarks.journal;

import com.typesafe.config.ConfigFactory;
import io.penstock.persistence.chronicle.ChronicleRun;
import io.penstock.persistence.journal.JournalSettings;
import io.penstock.persistence.store.JournalStore;
import io.penstock.persistence.store.StoredEvent;
import io.penstock.persistence.store.StoredEvent.Payload;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
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
 * 512 events of 1 MiB, one after the other into an empty directory: the plugin's store (frames, checksums, index,
 * acknowledgement; nothing forced, or all) and Chronicle's own appender, which does none of that.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+UseParallelGC"})
@Warmup(iterations = 3)
@Measurement(iterations = 6)
@SuppressWarnings("NullAway.Init") // JMH calls open() before anything else
public class LargeEventBenchmark {
    private static final int EVENTS = 512;
    private static final int EVENT_BYTES = 1 << 20;
    private static final int BLOCK_BYTES = 64 << 20;

    @Param({"chronicle", "store-process", "store-disk"})
    String writer;

    private final byte[] event = new byte[EVENT_BYTES];
    private Path directory;
    private Target target;

    private interface Target extends Closeable {
        void write(long number) throws IOException;
    }

    @Setup(Level.Iteration)
    public void open() throws IOException {
        new Random(1).nextBytes(event);
        directory = TestedJournal.directory("large");
        TestedJournal.remove(directory);
        Files.createDirectories(directory);
        target = switch (writer) {
            case "chronicle" -> chronicle();
            case "store-process" -> store("process");
            case "store-disk" -> store("disk");
            default -> throw new IllegalArgumentException("no writer " + writer);
        };
        // The first file is there before, on either side.
        target.write(1);
    }

    @TearDown(Level.Iteration)
    public void close() throws IOException {
        target.close();
        TestedJournal.remove(directory);
    }

    @Benchmark
    public void events(Spent spent) throws IOException {
        spent.begin(0);
        for (int i = 0; i < EVENTS; i++) {
            target.write(i + 2);
        }
        spent.end(EVENTS);
    }

    private Target chronicle() {
        ChronicleQueue queue = SingleChronicleQueueBuilder.binary(directory)
                .blockSize(BLOCK_BYTES)
                .build();
        ExcerptAppender appender = queue.createAppender();
        return new Target() {
            @Override
            public void write(long number) {
                try (DocumentContext document = appender.writingDocument()) {
                    Bytes<?> bytes = document.wire().bytes();
                    bytes.write(event, 0, event.length);
                }
            }

            @Override
            public void close() {
                appender.close();
                queue.close();
            }
        };
    }

    private Target store(String durability) throws IOException {
        JournalStore store = JournalStore.open(
                JournalSettings.of(
                        ConfigFactory.parseString("dir = \"" + directory + "\", durability = " + durability)
                                .withFallback(ConfigFactory.load().getConfig("penstock.journal")),
                        "penstock.journal"),
                ChronicleRun::start);
        return new Target() {
            @Override
            public void write(long number) {
                StoredEvent stored =
                        new StoredEvent(number, number, "writer", "", new Payload(4, "", event), null, List.of());
                store.writeEach(List.of(List.of(store.prepare("sensor", List.of(stored)))))
                        .get(0)
                        .join();
            }

            @Override
            public void close() throws IOException {
                store.close();
            }
        };
    }
}
