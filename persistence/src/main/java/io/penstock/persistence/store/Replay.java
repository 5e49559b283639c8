package io.penstock.persistence.store;

import io.penstock.persistence.store.Catalog.Segment;
import io.penstock.persistence.store.JournalStore.TaggedPage;
import io.penstock.persistence.store.PersistenceIdEntries.Entry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads the events of one persistence id in order. Used by one thread; any number of replays run beside the writer. */
final class Replay implements Closeable {
    /** How many index entries are taken at a time. */
    private static final int PAGE = 1024;

    private static final int MOVES_FOLLOWED = 10;

    private final Path directory;
    private final JournalIndex index;
    private final LiveSegments segments;
    private @Nullable FrameReader open;

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
                FrameReader.Body body = body(entry);
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

    /** Reads a page of a tag's events. */
    TaggedPage tagged(String tag, long afterOrdinal, int max) throws IOException {
        List<OrdinalEvent> found = new ArrayList<>();
        long[][] page = index.tags().after(tag, afterOrdinal, max);
        int count = page[0].length;
        long last = afterOrdinal;
        for (int i = 0; i < count; i++) {
            OrdinalEvent event = tagged(tag, page[0][i], page[1][i]);
            if (event != null) {
                found.add(event);
            }
            last = page[0][i];
        }
        return new TaggedPage(found, last, count == max);
    }

    private @Nullable OrdinalEvent tagged(String tag, long ordinal, long location) throws IOException {
        long at = location;
        for (int attempt = 0; attempt < MOVES_FOLLOWED; attempt++) {
            FrameReader file = file(Location.segment(at));
            if (file != null) {
                FrameReader.Body body = file.body(Location.position(at), FrameReader.WHOLE);
                EventsBody.Directory directory = EventsBody.directory(ByteBuffer.wrap(body.bytes()));
                int n = (int) (ordinal - body.ordinal());
                PersistenceIdEntries entries = index.get(directory.persistenceId());
                return entries == null || directory.first() + n <= entries.deletedTo()
                        ? null
                        : new OrdinalEvent(
                                ordinal,
                                directory.persistenceId(),
                                EventsBody.decode(body.bytes()).get(n));
            }
            // The segment is gone: the event was moved, or deleted.
            long[][] again = index.tags().after(tag, ordinal - 1, 1);
            if (again[0].length == 0 || again[0][0] != ordinal) {
                return null;
            }
            at = again[1][0];
        }
        throw new IOException("An event with tag " + tag + " and ordinal " + ordinal + " was moved " + MOVES_FOLLOWED
                + " times while it was read.");
    }

    private FrameReader.@Nullable Body body(Entry entry) throws IOException {
        FrameReader file = file(Location.segment(entry.location()));
        return file == null ? null : file.body(Location.position(entry.location()), entry.bytes());
    }

    private @Nullable FrameReader file(int number) throws IOException {
        FrameReader former = open;
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
            FrameReader file = new FrameReader(new SegmentFile(path, number));
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
        FrameReader former = open;
        open = null;
        if (former != null) {
            former.close();
        }
    }
}
