package io.penstock.persistence.store;

import io.penstock.persistence.Damage;
import io.penstock.persistence.store.Catalog.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A journal seen from outside, at one moment: takes no lock, changes nothing, and may be used while an owner writes. Used by
 * one thread.
 */
public final class JournalView {
    /** How often it looks again when the owner changed files meanwhile. */
    private static final int ATTEMPTS = 5;

    private final Path directory;
    private final Opening.Found found;

    /** One persistence id. */
    public record IdSummary(String persistenceId, long events, long firstSequenceNr, long highest, long deletedTo) {}

    /** One file; {@code bytes} is up to the end of its last valid entry. */
    public record FileSummary(
            Path file, int segment, boolean closed, long firstEntry, long bytes, long liveEntries, long liveBytes) {}

    /** Told of events; returns false to stop. */
    @FunctionalInterface
    public interface EventVisitor {
        /** One event, and whether it is live: neither deleted nor moved to a later file. */
        boolean event(OrdinalEvent event, boolean live);
    }

    private JournalView(Path directory, Opening.Found found) {
        this.directory = directory;
        this.found = found;
    }

    /**
     * Looks at a journal.
     *
     * @param checkAll every byte is read, not only what the index file does not cover
     */
    public static JournalView open(Path directory, boolean checkAll) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Optional<Catalog> before = catalogOrEmpty(directory);
            Opening.Found found = Opening.open(directory, checkAll);
            boolean changed = !before.equals(catalogOrEmpty(directory));
            if (found.damages().isEmpty() || !changed || attempt == ATTEMPTS) {
                return new JournalView(directory, found);
            }
        }
    }

    /** Whether a directory holds a journal. */
    public static boolean isJournal(Path directory) {
        return Manifest.exists(directory) || Files.exists(directory.resolve(Catalog.FILE));
    }

    /** Everything that is damaged. */
    public List<Damage> damages() {
        return found.damages();
    }

    /** Files that the next owner will remove. */
    public List<Path> leftovers() {
        return found.leftovers();
    }

    /** Entry that was acknowledged last, by the file that says so. */
    public OptionalLong acknowledged() throws IOException {
        return LastAcknowledged.read(directory);
    }

    /** Sequence of the last entry found. */
    public long lastEntry() {
        return found.standing().lastSequence();
    }

    /** Persistence ids in alphabetical order. */
    public List<IdSummary> persistenceIds() {
        List<IdSummary> summaries = new ArrayList<>();
        found.index().all().forEach((id, entries) -> {
            PersistenceIdEntries.Copy copy = entries.copy();
            long events = 0;
            long first = 0;
            for (PersistenceIdEntries.Entry entry : copy.entries()) {
                long live = Math.max(entry.first(), copy.deletedTo() + 1);
                first = first == 0 ? live : first;
                events += entry.last() - live + 1;
            }
            summaries.add(new IdSummary(id, events, first, copy.highest(), copy.deletedTo()));
        });
        summaries.sort(Comparator.comparing(IdSummary::persistenceId));
        return summaries;
    }

    /** Files in the order of their numbers. */
    public List<FileSummary> files() throws IOException {
        List<FileSummary> files = new ArrayList<>();
        for (Segment segment : found.segments()) {
            Path file = segment.file(directory);
            SegmentTally.Count count = found.index().tally().of(segment.number());
            long end = segment.sealed() ? segment.end() : found.standing().lastEnd();
            files.add(new FileSummary(
                    file,
                    segment.number(),
                    segment.sealed(),
                    segment.firstSequence(),
                    Files.exists(file) ? end : 0,
                    count.liveFrames,
                    count.liveBytes));
        }
        return files;
    }

    /** Visits the events of all files in the order in which they stand there, as far as they are whole. */
    public void events(EventVisitor visitor) throws IOException {
        boolean[] goOn = {true};
        for (Segment segment : found.segments()) {
            Path path = segment.file(directory);
            if (!goOn[0] || !Files.exists(path)) {
                continue;
            }
            try (SegmentFile file = new SegmentFile(path, segment.number())) {
                SegmentScan.scan(
                        file,
                        segment.firstSequence(),
                        segment.sealed() ? segment.lastSequence() : lastEntry(),
                        true,
                        new WholeBodies((header, position, body) -> {
                            if (goOn[0] && header.kind() == FrameKind.EVENTS) {
                                goOn[0] = visit(segment.number(), position, header.ordinal(), body, visitor);
                            }
                        }));
            }
        }
    }

    private boolean visit(int segment, long position, long ordinal, ByteBuffer body, EventVisitor visitor) {
        EventsBody.Directory events = EventsBody.directory(body);
        PersistenceIdEntries entries = found.index().get(events.persistenceId());
        boolean here = entries != null && entries.holds(events.first(), Location.of(segment, position));
        byte[] bytes = new byte[body.remaining()];
        body.duplicate().get(bytes);
        List<StoredEvent> decoded = EventsBody.decode(bytes);
        for (int i = 0; i < decoded.size(); i++) {
            boolean live = here && entries != null && decoded.get(i).sequenceNr() > entries.deletedTo();
            if (!visitor.event(new OrdinalEvent(ordinal + i, events.persistenceId(), decoded.get(i)), live)) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Catalog> catalogOrEmpty(Path directory) {
        try {
            return Catalog.read(directory);
        } catch (IOException e) {
            // Opening reports it as damage.
            return Optional.empty();
        }
    }
}
