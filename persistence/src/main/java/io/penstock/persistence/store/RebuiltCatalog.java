package io.penstock.persistence.store;

import io.penstock.persistence.store.Catalog.Segment;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The catalog as far as the files themselves tell, for when the catalog is lost. */
final class RebuiltCatalog {

    private RebuiltCatalog() {}

    static List<Segment> of(Path directory, List<Path> runs) throws IOException {
        List<Segment> segments = new ArrayList<>();
        for (Path run : runs) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(run, "*" + SegmentName.EXTENSION)) {
                for (Path file : files) {
                    segments.add(segment(run, file));
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        segments.removeIf(segment -> segment.firstSequence() == Catalog.UNKNOWN);
        segments.sort(Comparator.comparingInt(Segment::number));
        for (int i = 0; i + 1 < segments.size(); i++) {
            // A cut that the next file was started with shows as an overlap: the newer file holds.
            Segment segment = segments.get(i);
            long last = Math.min(segment.lastSequence(), segments.get(i + 1).firstSequence() - 1);
            segments.set(i, segment.seal(last, segment.end()));
        }
        if (!segments.isEmpty()) {
            int last = segments.size() - 1;
            segments.set(last, segments.get(last).seal(Catalog.UNKNOWN, Catalog.UNKNOWN));
        }
        return segments;
    }

    private static Segment segment(Path run, Path file) throws IOException {
        int number = SegmentName.numberOf(file.getFileName().toString());
        long[] first = {Catalog.UNKNOWN};
        try (SegmentFile open = new SegmentFile(file, number)) {
            SegmentScan.Result result = SegmentScan.scan(open, 0, Long.MAX_VALUE, false, (header, position, body) -> {
                if (first[0] == Catalog.UNKNOWN) {
                    first[0] = header.sequence();
                }
            });
            return new Segment(number, run.getFileName().toString(), first[0], result.lastSequence(), result.end());
        }
    }
}
