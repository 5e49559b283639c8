package io.penstock.persistence.store;

import io.penstock.persistence.store.Catalog.Segment;
import io.penstock.persistence.store.PersistenceIdEntries.Entry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads the events of one persistence id in order. Used by one thread; any number of replays run beside the writer. */
final class Replay implements Closeable {
    /** How many index entries are taken at a time. */
    private static final int PAGE = 1024;

    private final Path directory;
    private final JournalIndex index;
    private final LiveSegments segments;
    private @Nullable SegmentFile open;

    Replay(Path directory, JournalIndex index, LiveSegments segments) {
        this.directory = directory;
        this.index = index;
        this.segments = segments;
    }

    /** Hands over the events from {@code from} to {@code to} until {@code consumer} says no. */
    void run(String persistenceId, long from, long to, Predicate<OrdinalEvent> consumer) throws IOException {
        PersistenceIdEntries entries = index.get(persistenceId);
        if (entries == null) {
            return;
        }
        long next = from;
        while (next <= to) {
            Entry[] page = entries.range(next, to, PAGE);
            if (page.length == 0) {
                return;
            }
            for (Entry entry : page) {
                SegmentFile.Body body = body(entry);
                if (body == null) {
                    // Deleted or moved since the page was taken: ask the index again from here on.
                    break;
                }
                List<StoredEvent> events = EventsBody.decode(body.bytes());
                for (int i = 0; i < events.size(); i++) {
                    StoredEvent event = events.get(i);
                    if (event.sequenceNr() >= next
                            && event.sequenceNr() <= to
                            && event.sequenceNr() > entries.deletedTo()
                            && !consumer.test(new OrdinalEvent(body.ordinal() + i, persistenceId, event))) {
                        return;
                    }
                }
                next = entry.last() + 1;
            }
        }
    }

    private SegmentFile.@Nullable Body body(Entry entry) throws IOException {
        SegmentFile file = file(Location.segment(entry.location()));
        return file == null ? null : file.body(Location.position(entry.location()), entry.bytes());
    }

    private @Nullable SegmentFile file(int number) throws IOException {
        SegmentFile former = open;
        if (former != null && former.segment() == number) {
            return former;
        }
        close();
        Segment segment = segments.get(number);
        if (segment == null) {
            return null;
        }
        Path path = segment.file(directory);
        try {
            SegmentFile file = new SegmentFile(path, number);
            open = file;
            return file;
        } catch (NoSuchFileException e) {
            if (segments.get(number) == null) {
                return null;
            }
            throw new IOException(
                    path
                            + " is missing although the journal needs it. Stop the process and run the journal's verify tool.",
                    e);
        }
    }

    @Override
    public void close() throws IOException {
        SegmentFile former = open;
        open = null;
        if (former != null) {
            former.close();
        }
    }
}
