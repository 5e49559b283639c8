package io.penstock.persistence.store;

import io.penstock.persistence.store.Catalog.Segment;
import io.penstock.persistence.store.EventsBody.Directory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes the live events of a segment again, so that the file can go. Reads on a thread of its own and hands what is live
 * to the writer thread, which checks again and keeps each event's ordinal. The queue's limit slows it down to the pace of
 * the writer.
 */
final class Mover implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Mover.class);
    private static final long CLOSE_SECONDS = 30;

    private final Path directory;
    private final JournalIndex index;
    private final RequestQueue requests;
    private final ExecutorService thread;
    private volatile boolean stopped;

    Mover(Path directory, JournalIndex index, RequestQueue requests) {
        this.directory = directory;
        this.index = index;
        this.requests = requests;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread mover = new Thread(task, "penstock-journal-mover");
            mover.setDaemon(true);
            return mover;
        });
    }

    /** Moves later; {@code afterwards} runs when it is done, well or not. */
    void moveLater(Segment segment, Runnable afterwards) {
        try {
            thread.execute(() -> {
                try {
                    int moved = move(segment);
                    LOG.debug("{} live entries of {} were moved", moved, segment.file(directory));
                } catch (NoSuchFileException e) {
                    LOG.debug("{} died before it was moved", segment.file(directory));
                } catch (IOException | CompletionException | IllegalStateException e) {
                    // Nothing is lost: the segment stays until another attempt.
                    LOG.atLevel(stopped ? Level.DEBUG : Level.WARN)
                            .log("Moving the live entries of {} failed: {}", segment.file(directory), e.toString());
                } finally {
                    afterwards.run();
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("The journal is closing; {} is not moved", segment.file(directory));
        }
    }

    /**
     * Moves now and waits until what was moved is acknowledged; returns how many frames that were.
     *
     * @throws CompletionException if writing them failed
     */
    int move(Segment segment) throws IOException {
        List<CompletableFuture<?>> moves = new ArrayList<>();
        WholeBodies bodies = new WholeBodies((header, position, body) -> {
            if (stopped) {
                throw new IllegalStateException("The journal is closing.");
            }
            if (header.kind() != FrameKind.EVENTS) {
                return;
            }
            Directory events = EventsBody.directory(body);
            long location = Location.of(segment.number(), position);
            PersistenceIdEntries entries = index.get(events.persistenceId());
            if (entries != null && entries.holds(events.first(), location)) {
                byte[] copy = new byte[body.remaining()];
                body.duplicate().get(copy);
                Request.Move move = new Request.Move(header.ordinal(), location, copy, new CompletableFuture<>());
                requests.add(move);
                moves.add(move.done());
            }
        });
        try (SegmentFile file = new SegmentFile(segment.file(directory), segment.number())) {
            SegmentScan.scan(file, segment.firstSequence(), segment.lastSequence(), segment.sealed(), bodies);
        }
        CompletableFuture.allOf(moves.toArray(CompletableFuture[]::new)).join();
        return moves.size();
    }

    /** Moves nothing more. */
    void stop() {
        stopped = true;
        thread.shutdown();
    }

    @Override
    public void close() {
        stop();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The journal in {} closes while entries are being moved; the next owner goes on.", directory);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
