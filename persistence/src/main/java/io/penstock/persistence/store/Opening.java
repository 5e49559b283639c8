package io.penstock.persistence.store;

import io.penstock.persistence.Damage;
import io.penstock.persistence.store.Catalog.Segment;
import io.penstock.persistence.store.FrameDescriptor.Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Opens what a former owner left: checks that every file of the catalog is there and whole up to the last acknowledged
 * entry, and builds the index. Changes nothing.
 */
final class Opening {
    private final Path directory;
    private final boolean checkAll;
    private JournalIndex index = new JournalIndex();
    private final List<Path> leftovers = new ArrayList<>();
    private final List<Path> unsealed = new ArrayList<>();
    private final List<Damage> damages = new ArrayList<>();
    private long lastSequence;
    private long lastEnd;
    private long nextOrdinal = 1;

    /** What is there. */
    record Found(
            JournalIndex index,
            List<Segment> segments,
            SegmentAppender.Standing standing,
            List<Damage> damages,
            List<Path> leftovers,
            List<Path> unsealed,
            int scanned) {}

    private Opening(Path directory, boolean checkAll) {
        this.directory = directory;
        this.checkAll = checkAll;
    }

    /** Looks at a directory; {@code checkAll} scans also what the index file covers. */
    static Found open(Path directory, boolean checkAll) throws IOException {
        return new Opening(directory, checkAll).run();
    }

    private Found run() throws IOException {
        if (!Manifest.exists(directory) && !runs().isEmpty()) {
            Path manifest = directory.resolve(Manifest.FILE);
            damages.add(new Damage(
                    manifest,
                    0,
                    0,
                    -1,
                    "the file is missing although there are runs; it would be written anew from the configuration"));
        }
        List<Segment> segments = catalog();
        int lastNumber = findLeftovers(segments);
        OptionalLong mark = LastAcknowledged.read(directory);
        if (mark.isEmpty() && !segments.isEmpty()) {
            damages.add(new Damage(
                    directory.resolve(LastAcknowledged.FILE),
                    0,
                    0,
                    -1,
                    "the file is missing or damaged; whether the end of the newest file is there cannot be known"));
        }
        long acknowledged = mark.orElse(0);
        Set<Integer> covered = loadIndex(segments);
        int scanned = 0;
        for (Segment segment : segments) {
            if (covered.contains(segment.number())) {
                lastEnd = segment.end();
                continue;
            }
            scanned++;
            scan(segment, acknowledged);
        }
        if (acknowledged > lastSequence) {
            Path file = directory.resolve(LastAcknowledged.FILE);
            if (segments.isEmpty() || damages.isEmpty()) {
                damages.add(new Damage(
                        file,
                        0,
                        lastSequence + 1,
                        acknowledged,
                        "entry " + acknowledged + " was acknowledged, the files end with " + lastSequence));
            }
            lastSequence = acknowledged;
        }
        return new Found(
                index,
                segments,
                new SegmentAppender.Standing(lastNumber, lastSequence, nextOrdinal, lastEnd),
                damages,
                leftovers,
                unsealed,
                scanned);
    }

    private Set<Integer> loadIndex(List<Segment> segments) {
        if (checkAll || !damages.isEmpty()) {
            return Set.of();
        }
        Optional<IndexFile.Loaded> loaded = IndexFile.read(directory, segments);
        if (loaded.isEmpty()) {
            return Set.of();
        }
        index = loaded.get().index();
        lastSequence = loaded.get().lastSequence();
        nextOrdinal = Math.max(nextOrdinal, loaded.get().nextOrdinal());
        return loaded.get().covered();
    }

    private List<Segment> catalog() throws IOException {
        try {
            Optional<Catalog> catalog = Catalog.read(directory);
            if (catalog.isPresent()) {
                return catalog.get().segments();
            }
            if (runs().isEmpty()) {
                return List.of();
            }
            throw new IOException(directory.resolve(Catalog.FILE) + " is missing.");
        } catch (IOException e) {
            damages.add(new Damage(
                    directory.resolve(Catalog.FILE),
                    0,
                    0,
                    -1,
                    e.getMessage()
                            + " Whether files are missing cannot be known; the files that are there are listed again"));
            return RebuiltCatalog.of(directory, runs());
        }
    }

    private void scan(Segment segment, long acknowledged) throws IOException {
        Path path = segment.file(directory);
        long expected = segment.sealed() ? segment.lastSequence() : Math.max(acknowledged, segment.firstSequence() - 1);
        lastSequence = Math.max(lastSequence, segment.firstSequence() - 1);
        if (!Files.exists(path)) {
            damages.add(new Damage(path, 0, segment.firstSequence(), expected, "the file is missing"));
            lastSequence = Math.max(lastSequence, expected);
            return;
        }
        try (SegmentFile file = new SegmentFile(path, segment.number())) {
            WholeBodies bodies =
                    new WholeBodies((last, position, body) -> index(segment.number(), last, position, body));
            SegmentScan.Result result =
                    SegmentScan.scan(file, segment.firstSequence(), expected, segment.sealed(), bodies);
            damages.addAll(result.damages());
            for (long at : bodies.notUnderstood()) {
                damages.add(new Damage(path, at, 0, -1, "the checksum is right but the content is not understood"));
            }
            lastSequence = Math.max(lastSequence, Math.max(result.lastSequence(), segment.sealed() ? expected : 0));
            lastEnd = result.end();
            if (!segment.sealed()) {
                unsealed.add(path);
            }
        }
    }

    private void index(int segment, Header last, long position, ByteBuffer body) {
        switch (last.kind()) {
            case SEGMENT ->
                nextOrdinal = Math.max(nextOrdinal, SegmentBody.decode(body).nextOrdinal());
            case EVENTS -> {
                EventsBody.Directory events = EventsBody.directory(body);
                index.events(events, last.ordinal(), Location.of(segment, position), body.remaining());
                nextOrdinal = Math.max(nextOrdinal, last.ordinal() + events.count());
            }
            case STATE -> StateBody.decode(body).forEach(state -> index.state(state, segment));
        }
    }

    /** Finds files that the catalog does not name; returns the largest number ever used. */
    private int findLeftovers(List<Segment> segments) throws IOException {
        Set<Path> named = new HashSet<>();
        Set<String> runsInUse = new HashSet<>();
        int lastNumber = 0;
        for (Segment segment : segments) {
            named.add(segment.file(directory));
            runsInUse.add(segment.run());
            lastNumber = Math.max(lastNumber, segment.number());
        }
        for (Path run : runs()) {
            lastNumber = Math.max(lastNumber, leftoversOf(run, named, lastNumber));
            boolean damaged = damages.stream().anyMatch(damage -> damage.file().startsWith(run));
            if (!damaged && !runsInUse.contains(run.getFileName().toString())) {
                leftovers.add(run);
            }
        }
        return lastNumber;
    }

    private int leftoversOf(Path run, Set<Path> named, int lastNamed) throws IOException {
        int largest = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(run, "*" + SegmentName.EXTENSION)) {
            for (Path file : files) {
                int number = SegmentName.numberOf(file.getFileName().toString());
                largest = Math.max(largest, number);
                if (named.contains(file)) {
                    continue;
                }
                if (number > lastNamed && holdsEvents(file, number)) {
                    damages.add(new Damage(file, 0, 0, -1, "the file holds events but the catalog does not name it"));
                } else {
                    leftovers.add(file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return largest;
    }

    private static boolean holdsEvents(Path path, int number) throws IOException {
        boolean[] found = {false};
        try (SegmentFile file = new SegmentFile(path, number)) {
            SegmentScan.scan(file, 0, Long.MAX_VALUE, false, (header, position, body) -> {
                found[0] |= header.kind() != FrameKind.SEGMENT;
            });
        }
        return found[0];
    }

    private List<Path> runs() throws IOException {
        List<Path> runs = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "run-*")) {
            entries.forEach(runs::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        runs.removeIf(run -> !SegmentName.isRun(run.getFileName().toString()));
        runs.sort(null);
        return runs;
    }
}
