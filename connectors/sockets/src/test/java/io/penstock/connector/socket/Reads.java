package io.penstock.connector.socket;

import io.penstock.connector.Environment;
import io.penstock.connector.Metric;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SplitReader;
import io.penstock.connector.contract.ListBuffer;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The only split of a source, read as a task does it: asked again when it has said that it has more. */
final class Reads<T> implements AutoCloseable {
    private static final int ROOM = 100;
    private static final long LIMIT_SECONDS = 20;

    private final Semaphore wakeUps = new Semaphore(0);
    private final Environment environment = Environment.standalone();
    private final SourceReader<T, SocketSplit> shared;
    private final SplitReader<T, SocketSplit> reader;
    final ListBuffer<T> out = new ListBuffer<>();
    ReadStatus status = ReadStatus.MORE;

    Reads(Source<T, SocketSplit> source) throws Exception {
        this(source, source.splits().get(0));
    }

    Reads(Source<T, SocketSplit> source, SocketSplit from) throws Exception {
        this.shared = source.reader(new ReadSettings("job", "source", 0, wakeUps::release, environment));
        this.reader = shared.open(from);
    }

    /** One call. */
    ReadStatus once() throws Exception {
        out.room(ROOM);
        status = reader.read(out);
        return status;
    }

    /** Reads until this is so; it waits for the wake-up of the source where nothing is at hand. */
    void until(BooleanSupplier reached) throws Exception {
        while (!reached.getAsBoolean()) {
            if (once() == ReadStatus.FINISHED) {
                return;
            }
            if (status == ReadStatus.IDLE
                    && !reached.getAsBoolean()
                    && !wakeUps.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("no word of the source for " + LIMIT_SECONDS + " s; it gave " + out.values());
            }
        }
    }

    /** Reads until so many values are there, and gives all that are. */
    List<T> values(int count) throws Exception {
        until(() -> out.values().size() >= count);
        return out.values();
    }

    /** All that was read is in the journal. */
    void journaled() throws Exception {
        reader.journaled(reader.split());
    }

    SortedMap<String, Metric> metrics() {
        return environment.metrics().now();
    }

    SocketSplit split() {
        return reader.split();
    }

    @Override
    public void close() throws Exception {
        reader.close();
        shared.close();
    }
}
