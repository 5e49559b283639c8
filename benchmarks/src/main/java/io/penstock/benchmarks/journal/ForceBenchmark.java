package io.penstock.benchmarks.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one force per event allows: append to a plain file as much as an event takes in the journal, force, again. The file
 * has its size before, so that a force writes no more than it must.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 4, time = 2)
@SuppressWarnings("NullAway.Init") // JMH calls open() before anything else
public class ForceBenchmark {
    /** A frame with one event of 24 bytes, a persistence id of 16 characters and a writer of 36. */
    private static final int EVENT_BYTES = 200;

    private static final int FILE_BYTES = 64 << 20;
    private static final int PIECE_BYTES = 1 << 20;

    private final ByteBuffer event = ByteBuffer.allocateDirect(EVENT_BYTES);
    private Path directory;
    private FileChannel file;
    private long position;

    @Setup
    public void open() throws IOException {
        directory = TestedJournal.directory("force");
        TestedJournal.remove(directory);
        Files.createDirectories(directory);
        file = FileChannel.open(directory.resolve("file"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
        for (long at = 0; at < FILE_BYTES; at += PIECE_BYTES) {
            file.write(piece.clear(), at);
        }
        file.force(true);
    }

    @TearDown
    public void close() throws IOException {
        file.close();
        TestedJournal.remove(directory);
    }

    @Benchmark
    public void eventAndForce(Spent spent) throws IOException {
        spent.begin(0);
        file.write(event.clear(), position);
        file.force(false);
        position = (position + EVENT_BYTES) % (FILE_BYTES - EVENT_BYTES);
        spent.end(1);
    }
}
