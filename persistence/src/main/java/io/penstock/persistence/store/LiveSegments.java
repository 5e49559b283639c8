package io.penstock.persistence.store;

import io.penstock.persistence.store.Catalog.Segment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The segments that exist, as the catalog on disk says. Changed by whoever has the turn to write, read by anyone.
 */
final class LiveSegments {
    private final Path directory;
    private final ConcurrentSkipListMap<Integer, Segment> byNumber = new ConcurrentSkipListMap<>();

    LiveSegments(Path directory, List<Segment> segments) {
        this.directory = directory;
        segments.forEach(segment -> byNumber.put(segment.number(), segment));
    }

    @Nullable
    Segment get(int number) {
        return byNumber.get(number);
    }

    Collection<Segment> all() {
        return byNumber.values();
    }

    int lastNumber() {
        return byNumber.isEmpty() ? 0 : byNumber.lastKey();
    }

    /** Makes a new segment known; the one before ends at the given place. */
    void add(Segment segment, long lastSequenceBefore, long endBefore) throws IOException {
        Map.Entry<Integer, Segment> before = byNumber.lastEntry();
        if (before != null && !before.getValue().sealed()) {
            byNumber.put(before.getKey(), before.getValue().seal(lastSequenceBefore, endBefore));
        }
        byNumber.put(segment.number(), segment);
        write();
    }

    /** Seals the last segment. */
    void seal(long lastSequence, long end) throws IOException {
        Map.Entry<Integer, Segment> last = byNumber.lastEntry();
        if (last != null && !last.getValue().sealed()) {
            byNumber.put(last.getKey(), last.getValue().seal(lastSequence, end));
            write();
        }
    }

    /** Writes what is known, for when the catalog on disk is damaged. */
    void rewrite() throws IOException {
        write();
    }

    void remove(List<Segment> segments) throws IOException {
        segments.forEach(segment -> byNumber.remove(segment.number()));
        write();
    }

    private void write() throws IOException {
        new Catalog(new ArrayList<>(byNumber.values())).write(directory, true);
    }
}
