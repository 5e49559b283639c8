package io.penstock.persistence.store;

import io.penstock.persistence.Durability;
import io.penstock.persistence.JournalFullException;
import io.penstock.persistence.store.EventsBody.Directory;
import io.penstock.persistence.store.Request.Append;
import io.penstock.persistence.store.Request.Close;
import io.penstock.persistence.store.Request.Delete;
import io.penstock.persistence.store.Request.Drop;
import io.penstock.persistence.store.Request.Move;
import io.penstock.persistence.store.Request.Write;
import io.penstock.persistence.store.StateBody.State;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes: appends all that waits, forces once, and acknowledges, so that writes which arrive during a force share the next
 * one (group commit). That is the work of a thread of its own; a caller that finds it idle may do its writes itself and
 * spare the change of threads. One of them has the turn at a time; see {@link RequestQueue}.
 */
final class JournalWriter implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);
    /** Deletions free room, so they may use what min-free keeps from events. */
    private static final long DELETE_RESERVE_BYTES = 1 << 20;

    private final StoreSettings settings;
    private final RequestQueue requests;
    private final JournalIndex index;
    private final SegmentAppender appender;
    private final Retention retention;
    private final Disk disk;
    private final Commits commits;
    private final List<Staged> staged = new ArrayList<>();
    private final Map<String, Long> stagedHighest = new HashMap<>();

    /** How many writes shared the last force; whether some will share the next one is a guess from that. */
    private volatile int together = 1;

    private long lastNanos;

    /** Acknowledged and not forced yet, oldest first: if the run fails before it is, it is written again. */
    private final List<Unforced> unforced = new ArrayList<>();

    private final AtomicLong unforcedBytes = new AtomicLong();

    /** Appended and not committed: what the index has to learn, and who has to be told. */
    private record Staged(Runnable intoIndex, Runnable acknowledge) {}

    private record Unforced(Write write, long ordinal) {}

    JournalWriter(
            StoreSettings settings,
            RequestQueue requests,
            JournalIndex index,
            SegmentAppender appender,
            Retention retention,
            Disk disk,
            Commits commits) {
        this.commits = commits;
        this.settings = settings;
        this.requests = requests;
        this.index = index;
        this.appender = appender;
        this.retention = retention;
        this.disk = disk;
    }

    @Override
    public void run() {
        while (true) {
            List<Request> batch = requests.take(settings.maxBatchBytes(), together, waitNanos());
            if (batch.get(batch.size() - 1) instanceof Close close) {
                process(batch.subList(0, batch.size() - 1));
                close(close);
                return;
            }
            try {
                long before = System.nanoTime();
                if (process(batch)) {
                    lastNanos = System.nanoTime() - before;
                    together = batch.size();
                }
            } finally {
                requests.endTurn();
            }
        }
    }

    /**
     * Actors that were answered together write again one after the other: without a wait the first of them would have a
     * force of its own. {@code WriteBenchmark} with 50 and 100 actors at {@code disk}.
     */
    private long waitNanos() {
        return settings.durability() == Durability.PROCESS || together == 1
                ? 0
                : Math.min(lastNanos, TimeUnit.MICROSECONDS.toNanos(settings.groupWaitMicros()));
    }

    /**
     * Has these written, by the caller if nobody is writing: any number where nothing is forced, one where it would have to
     * wait for the force anyway. {@code WriteBenchmark} with 50 actors at {@code process}, and with 1 at {@code disk};
     * {@code benchmarks/run costs} with checkpoints each 100 ms.
     */
    void write(List<Request> appends) {
        boolean quick = !isForced(appends) || (appends.size() == 1 && together == 1);
        // An interrupt would close the channels that are used here.
        if (!quick || Thread.currentThread().isInterrupted() || !requests.takeTurn()) {
            requests.addAll(appends);
            return;
        }
        try {
            process(appends);
        } finally {
            requests.endTurn();
            Interrupts.giveBack();
        }
    }

    /** Whether these have to be forced before they are acknowledged, or with them what was not forced so far. */
    private boolean isForced(List<Request> batch) {
        if (settings.durability() == Durability.PROCESS) {
            return false;
        }
        long bytes = unforcedBytes.get();
        for (Request request : batch) {
            bytes += request.bytes();
            if (!request.canWaitForForce()) {
                return true;
            }
        }
        return bytes > settings.maxBatchBytes();
    }

    /** True if it was forced. */
    private boolean process(List<Request> batch) {
        try {
            boolean forced = isForced(batch);
            long room = disk.usableBytes() - settings.minFreeBytes();
            for (Request request : batch) {
                if (request instanceof Append append) {
                    room -= append.bytes();
                    append(append, room);
                } else if (request instanceof Delete delete) {
                    delete(delete, room);
                } else if (request instanceof Move move) {
                    room -= move.bytes();
                    move(move, room);
                } else if (request instanceof Drop drop) {
                    commit();
                    retention.drop(drop.segments(), appender);
                    drop.done().complete(null);
                }
            }
            if (forced || settings.durability() == Durability.PROCESS) {
                commit();
            } else {
                appender.settle();
                acknowledge();
            }
            retention.collect(appender);
            return forced;
        } catch (Throwable e) { // also InternalError: that is how the JVM reports a full disk under a mapping
            appender.giveUpRun();
            staged.clear();
            stagedHighest.clear();
            LOG.error("Writing to the journal in {} failed; the writes of this batch fail.", settings.directory(), e);
            batch.forEach(request -> request.done().completeExceptionally(e));
            return false;
        }
    }

    private void append(Append append, long room) throws IOException {
        if (room < 0) {
            append.done()
                    .completeExceptionally(new JournalFullException(
                            settings.directory(), disk.usableBytes(), append.bytes(), settings.minFreeBytes()));
            return;
        }
        Optional<RuntimeException> refusal = refusal(append);
        if (refusal.isPresent()) {
            append.done().completeExceptionally(refusal.get());
            return;
        }
        int left = append.writes().size();
        for (Write write : append.writes()) {
            startSegmentIfFull();
            Directory events = write.directory();
            long ordinal = appender.takeOrdinals(events.count());
            long location = appender.append(FrameKind.EVENTS, write.body(), ordinal);
            stagedHighest.put(events.persistenceId(), events.last());
            left--;
            boolean last = left == 0;
            staged.add(new Staged(() -> noteEvents(write, ordinal, location), () -> {
                if (last) {
                    append.done().complete(null);
                }
            }));
        }
    }

    private void noteEvents(Write write, long ordinal, long location) {
        index.events(write.directory(), ordinal, location, write.body().length);
        if (write.force() == Force.LATER && settings.durability() == Durability.DISK) {
            unforced.add(new Unforced(write, ordinal));
            unforcedBytes.addAndGet(write.body().length);
        }
    }

    /** Why none of these may be written: an event is there already. */
    private Optional<RuntimeException> refusal(Append append) {
        Map<String, Long> own = new HashMap<>();
        for (Write write : append.writes()) {
            Directory events = write.directory();
            String id = events.persistenceId();
            long highest = Math.max(own.getOrDefault(id, 0L), stagedHighest.getOrDefault(id, index.highest(id)));
            if (events.first() <= highest) {
                return Optional.of(new IllegalStateException("Persistence id " + id + ": event " + events.first()
                        + " was to be written but " + highest
                        + " is there already. Two persistent actors use this persistence id; end one of them."));
            }
            own.put(id, events.last());
        }
        return Optional.empty();
    }

    private void delete(Delete delete, long room) throws IOException {
        if (room + settings.minFreeBytes() < Math.min(DELETE_RESERVE_BYTES, settings.minFreeBytes())) {
            delete.done()
                    .completeExceptionally(new JournalFullException(
                            settings.directory(), disk.usableBytes(), delete.bytes(), settings.minFreeBytes()));
            return;
        }
        long highest = stagedHighest.getOrDefault(delete.persistenceId(), index.highest(delete.persistenceId()));
        PersistenceIdEntries entries = index.get(delete.persistenceId());
        long deletedTo = Math.min(delete.toSequenceNr(), highest);
        if (highest == 0 || (entries != null && deletedTo <= entries.deletedTo())) {
            delete.done().complete(null);
            return;
        }
        State state = new State(delete.persistenceId(), deletedTo, highest);
        startSegmentIfFull();
        appender.append(FrameKind.STATE, StateBody.encode(List.of(state)), 0);
        int segment = appender.openSegment();
        staged.add(new Staged(
                () -> index.state(state, segment), () -> delete.done().complete(null)));
    }

    private void move(Move move, long room) throws IOException {
        if (room < 0) {
            move.done()
                    .completeExceptionally(new JournalFullException(
                            settings.directory(), disk.usableBytes(), move.bytes(), settings.minFreeBytes()));
            return;
        }
        Directory directory = EventsBody.directory(ByteBuffer.wrap(move.body()));
        PersistenceIdEntries entries = index.get(directory.persistenceId());
        if (entries == null || !entries.holds(directory.first(), move.from())) {
            move.done().complete(null);
            return;
        }
        startSegmentIfFull();
        long location = appender.append(FrameKind.EVENTS, move.body(), move.ordinal());
        staged.add(new Staged(
                () -> {
                    // A deletion in the same batch may have been faster.
                    if (entries.holds(directory.first(), move.from())) {
                        index.events(directory, move.ordinal(), location, move.body().length);
                    }
                },
                () -> move.done().complete(null)));
    }

    private void startSegmentIfFull() throws IOException {
        if (appender.full()) {
            commit();
            appender.startSegment();
            retention.sealed();
            writeUnforcedAgain();
        }
    }

    /** The run before has failed: what it had not forced is not known to be on the disk, but it is acknowledged. */
    private void writeUnforcedAgain() throws IOException {
        for (Unforced each : unforced) {
            Write write = each.write();
            long location = appender.append(FrameKind.EVENTS, write.body(), each.ordinal());
            staged.add(new Staged(
                    () -> index.events(write.directory(), each.ordinal(), location, write.body().length), () -> {}));
        }
    }

    private void commit() throws IOException {
        boolean forced = appender.commit();
        acknowledge();
        if (forced) {
            unforced.clear();
            unforcedBytes.set(0);
        }
    }

    private void acknowledge() {
        staged.forEach(each -> each.intoIndex().run());
        commits.advance(appender.settledOrdinal());
        staged.forEach(each -> each.acknowledge().run());
        staged.clear();
        stagedHighest.clear();
    }

    private void close(Close close) {
        try {
            if (!unforced.isEmpty()) {
                startSegmentIfFull();
                commit();
            }
            appender.close();
            retention.close(appender.settledOrdinal() + 1);
            close.done().complete(null);
        } catch (Throwable e) {
            LOG.error("Closing the journal in {} failed.", settings.directory(), e);
            close.done().completeExceptionally(e);
        }
    }
}
