package io.penstock.persistence.store;

import io.penstock.persistence.store.Catalog.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Reads what an owner, in whatever process, acknowledges from now on. Takes no lock. Used by one thread. */
public final class JournalFollower {
    private final Path directory;
    private long lastSequence;
    private int segment;
    private long position;
    private long lastOrdinal;

    private JournalFollower(Path directory, long lastSequence) {
        this.directory = directory;
        this.lastSequence = lastSequence;
    }

    /** Starts behind what is acknowledged now. */
    public static JournalFollower of(Path directory) throws IOException {
        return new JournalFollower(directory, LastAcknowledged.read(directory).orElse(0));
    }

    /**
     * Hands over the events that were acknowledged since the last call. Events that were deleted together with their file
     * before this call are not seen.
     */
    public void poll(Consumer<OrdinalEvent> consumer) throws IOException {
        long acknowledged = LastAcknowledged.read(directory).orElse(lastSequence);
        if (acknowledged <= lastSequence) {
            return;
        }
        List<Segment> segments = Catalog.read(directory).map(Catalog::segments).orElse(List.of());
        for (Segment each : segments) {
            long last = each.sealed() ? Math.min(each.lastSequence(), acknowledged) : acknowledged;
            if (last > lastSequence) {
                read(each, last, consumer);
            }
        }
    }

    private void read(Segment from, long last, Consumer<OrdinalEvent> consumer) throws IOException {
        if (from.number() != segment) {
            segment = from.number();
            position = 0;
        }
        long seen = lastSequence;
        Path path = from.file(directory);
        if (!Files.exists(path)) {
            return;
        }
        WholeBodies bodies = new WholeBodies((header, at, body) -> {
            // A moved event comes by again; its first appearance was the one to show.
            if (header.kind() == FrameKind.EVENTS && header.sequence() > seen) {
                byte[] bytes = new byte[body.remaining()];
                body.duplicate().get(bytes);
                String id = EventsBody.directory(body).persistenceId();
                long ordinal = header.ordinal();
                for (StoredEvent event : EventsBody.decode(bytes)) {
                    if (ordinal > lastOrdinal) {
                        lastOrdinal = ordinal;
                        consumer.accept(new OrdinalEvent(ordinal, id, event));
                    }
                    ordinal++;
                }
            }
        });
        try (SegmentFile file = new SegmentFile(path, from.number())) {
            SegmentScan.Result result = position == 0
                    ? SegmentScan.scan(file, from.firstSequence(), last, true, bodies)
                    : SegmentScan.scanOn(file, position, lastSequence + 1, last, bodies);
            position = result.end();
            lastSequence = Math.max(lastSequence, result.lastSequence());
        } catch (NoSuchFileException e) {
            // Deleted by the owner since the catalog was read: what it held is deleted.
            lastSequence = Math.max(lastSequence, last);
        }
    }
}
