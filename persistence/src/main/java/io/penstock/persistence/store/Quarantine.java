package io.penstock.persistence.store;

import io.penstock.persistence.Damage;
import io.penstock.persistence.store.Catalog.Segment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets damaged files aside after what is whole in them was written again, with a report beside each. Nothing in the
 * quarantine is ever read or removed by the journal.
 */
final class Quarantine {
    static final String DIRECTORY = "quarantine";
    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);
    private static final int MOST_IDS_NAMED = 1000;

    private final Path directory;
    private final JournalIndex index;
    private final LiveSegments segments;
    private final Mover mover;
    private final RequestQueue requests;

    Quarantine(Path directory, JournalIndex index, LiveSegments segments, Mover mover, RequestQueue requests) {
        this.directory = directory;
        this.index = index;
        this.segments = segments;
        this.mover = mover;
        this.requests = requests;
    }

    /** Runs while nobody else writes. */
    void setAside(Opening.Found found) throws IOException {
        segments.seal(found.standing().lastSequence(), found.standing().lastEnd());
        segments.rewrite();
        Map<Path, List<Damage>> byFile = new LinkedHashMap<>();
        found.damages().forEach(damage -> byFile.computeIfAbsent(damage.file(), any -> new ArrayList<>())
                .add(damage));
        List<Segment> damaged = new ArrayList<>();
        for (Segment segment : segments.all()) {
            Path file = segment.file(directory);
            if (byFile.containsKey(file)) {
                damaged.add(segment);
                if (Files.exists(file)) {
                    mover.move(segment);
                }
            }
        }
        drop(damaged);
        List<String> gaps = index.idsWithGaps(MOST_IDS_NAMED);
        for (Map.Entry<Path, List<Damage>> file : byFile.entrySet()) {
            report(file.getKey(), file.getValue(), gaps);
        }
        DurableFiles.forceDirectory(directory);
    }

    private void drop(List<Segment> damaged) throws IOException {
        Request.Drop drop = new Request.Drop(damaged, new CompletableFuture<>());
        requests.add(drop);
        try {
            drop.done().join();
        } catch (CompletionException e) {
            throw new IOException(
                    "What is whole in the damaged files of " + directory + " could not be written again: "
                            + e.getCause(),
                    e);
        }
    }

    private void report(Path file, List<Damage> damages, List<String> gaps) throws IOException {
        Path quarantine = Files.createDirectories(directory.resolve(DIRECTORY));
        Path target = quarantine.resolve(directory.relativize(file).toString().replace('/', '_'));
        if (file.toString().endsWith(SegmentName.EXTENSION) && Files.exists(file)) {
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        }
        StringBuilder report =
                new StringBuilder("Found at ").append(Instant.now()).append('\n');
        damages.forEach(damage -> report.append(damage.describe()).append('\n'));
        report.append("Persistence ids of this journal whose events now have a gap: ")
                .append(gaps.isEmpty() ? "none" : String.join(", ", gaps))
                .append('\n');
        DurableFiles.replace(
                target.resolveSibling(target.getFileName() + ".report"),
                report.toString().getBytes(StandardCharsets.UTF_8),
                true);
        LOG.error("Damage in {}; what is left of the file is in {}. {}", file, quarantine, report);
    }
}
