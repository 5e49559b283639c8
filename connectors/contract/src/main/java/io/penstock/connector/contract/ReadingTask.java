package io.penstock.connector.contract;

import static org.junit.jupiter.api.Assertions.fail;

import io.penstock.connector.Environment;
import io.penstock.connector.Metric;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SplitReader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One task that reads splits, in the way of the engine's: splits take turns; a reader is opened with its first turn, and
 * what all of the task share before the first of them; each call is made by another thread if the source may block; the
 * position is asked for after each call; a split that is finished is closed and never read again; where all are idle they
 * are asked again when one says so, or a moment later.
 */
final class ReadingTask<T, S> implements AutoCloseable {
    private static final Duration IDLE_POLL = Duration.ofMillis(10);

    private final Source<T, S> source;
    private final Duration patience;
    private final Calls calls;
    private final Environment environment = Environment.standalone();
    private final ArrayDeque<Active<T, S>> turns = new ArrayDeque<>();
    private final List<Active<T, S>> all = new ArrayList<>();
    private final Semaphore wakeUps = new Semaphore(0);
    private @Nullable SourceReader<T, S> shared;
    /** Wakes the reader while it reads. */
    private boolean waking;

    private int idleTurns;
    private long nothingSinceNanos;

    /** A split of this task. */
    private static final class Active<T, S> {
        S position;

        @Nullable
        SplitReader<T, S> reader;

        boolean finished;

        Active(S position) {
            this.position = position;
        }
    }

    ReadingTask(Source<T, S> source, List<S> splits, Duration patience) {
        this.source = source;
        this.patience = patience;
        this.calls = Calls.of(source.traits().blocking());
        for (S split : splits) {
            Active<T, S> active = new Active<>(split);
            all.add(active);
            turns.add(active);
        }
    }

    boolean isFinished() {
        return turns.isEmpty();
    }

    /** What its connector has counted. */
    SortedMap<String, Metric> metrics() {
        return environment.metrics().now();
    }

    /** The splits that are not finished, with their positions: what a snapshot holds. */
    List<S> positions() {
        return all.stream()
                .filter(split -> !split.finished)
                .map(split -> split.position)
                .toList();
    }

    /**
     * Lets the next split read once.
     *
     * @throws AssertionError if no split has had a record for as long as the patience is
     */
    Reading.Turn<S> turn(int room, ListBuffer<T> out) throws Exception {
        Active<T, S> split = turns.remove();
        int before = out.total();
        Reading.Turn<S> turn = waking ? woken(split, out.room(room)) : calls.call(() -> read(split, out.room(room)));
        split.position = turn.position();
        if (turn.status() == ReadStatus.FINISHED) {
            split.finished = true;
            close(split);
        } else {
            turns.add(split);
        }
        boolean nothing = room > 0 && turn.status() != ReadStatus.FINISHED && out.total() == before;
        failIfNothingComes(nothing);
        awaitIfIdle(nothing && turn.status() == ReadStatus.IDLE);
        return turn;
    }

    /** From now on the reader is woken at each turn, before, in or behind its read. */
    void wakeAtEachTurn() {
        waking = true;
    }

    private Reading.Turn<S> woken(Active<T, S> split, ListBuffer<T> out) throws Exception {
        SourceReader<T, S> reader = calls.call(this::shared);
        CompletableFuture<Integer> wakeUp = CompletableFuture.supplyAsync(() -> {
            reader.wakeUp();
            return 0;
        });
        Reading.Turn<S> turn = calls.call(() -> read(split, out));
        wakeUp.get();
        return turn;
    }

    private Reading.Turn<S> read(Active<T, S> split, ListBuffer<T> out) throws Exception {
        SplitReader<T, S> reader = split.reader;
        if (reader == null) {
            reader = shared().open(split.position);
            split.reader = reader;
        }
        ReadStatus status = reader.read(out);
        return new Reading.Turn<>(reader.split(), status, reader.progress());
    }

    private SourceReader<T, S> shared() throws Exception {
        SourceReader<T, S> open = shared;
        if (open == null) {
            open = source.reader(new ReadSettings("job", "source", 0, wakeUps::release, environment));
            shared = open;
        }
        return open;
    }

    /** A checkpoint with the positions of now is complete. */
    void checkpointCompleted() throws Exception {
        List<S> positions = positions();
        calls.call(() -> {
            if (shared != null) {
                shared.checkpointCompleted(positions);
            }
            return positions;
        });
    }

    private void failIfNothingComes(boolean nothing) {
        long now = System.nanoTime();
        if (!nothing) {
            nothingSinceNanos = 0;
        } else if (nothingSinceNanos == 0) {
            nothingSinceNanos = now;
        } else if (now - nothingSinceNanos > patience.toNanos()) {
            fail("the source " + source.describe() + " gave no record for " + patience.toMillis() + " ms; it is at "
                    + positions());
        }
    }

    private void awaitIfIdle(boolean idle) throws InterruptedException {
        idleTurns = idle ? idleTurns + 1 : 0;
        if (idle && idleTurns >= turns.size()) {
            idleTurns = 0;
            // Until a split says that it has more, or for a moment.
            if (wakeUps.tryAcquire(IDLE_POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                wakeUps.drainPermits();
            }
        }
    }

    private void close(Active<T, S> split) throws Exception {
        SplitReader<T, S> reader = split.reader;
        split.reader = null;
        if (reader != null) {
            calls.call(() -> {
                reader.close();
                return reader;
            });
        }
    }

    /** Closes the readers that are open, and then what they share, as when the task ends. */
    @Override
    public void close() throws Exception {
        for (Active<T, S> split : all) {
            close(split);
        }
        SourceReader<T, S> open = shared;
        shared = null;
        if (open != null) {
            calls.call(() -> {
                open.close();
                return open;
            });
        }
        calls.close();
    }
}
