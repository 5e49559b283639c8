package io.penstock.persistence.store;

import io.penstock.persistence.store.Catalog.Segment;
import io.penstock.persistence.store.StateBody.State;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees disk by whole files: a sealed segment in which no event is live goes, after the states that only it holds were
 * written again. Decides where events are written; the unlinking of files, which can take long, has a thread of its own.
 */
final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final int STATES_PER_FRAME = 1000;
    /** What a state counts for when it is weighed against the size of a segment. */
    private static final int STATE_BYTES = 64;
    /** A segment whose states alone weigh more than this part of it stays: writing them again would free little. */
    private static final double MOST_STATES = 0.25;

    /** The newest segments are left alone: what lives in them is often deleted within moments. */
    private static final int YOUNG = 4;

    private static final long CLOSE_SECONDS = 60;

    private final StoreSettings settings;
    private final JournalIndex index;
    private final LiveSegments segments;
    private final Mover mover;
    private final Set<Integer> moving = ConcurrentHashMap.newKeySet();
    private final ExecutorService background;
    private long seenDeaths = -1;
    private int sealedSinceIndex;

    Retention(StoreSettings settings, JournalIndex index, LiveSegments segments, Mover mover) {
        this.mover = mover;
        this.settings = settings;
        this.index = index;
        this.segments = segments;
        this.background = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "penstock-journal-background");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A segment was sealed, which may have been empty of live events all along. */
    void sealed() {
        seenDeaths = -1;
        sealedSinceIndex++;
        if (sealedSinceIndex >= settings.indexEverySegments()) {
            sealedSinceIndex = 0;
            List<Segment> covered = sealedSegments();
            background.execute(() -> writeIndex(covered, 0));
        }
    }

    /** Removes what can be removed. Everything appended must be committed. */
    void collect(SegmentAppender appender) throws IOException {
        long deaths = index.tally().deaths();
        if (deaths == seenDeaths) {
            return;
        }
        seenDeaths = deaths;
        List<Segment> dead = new ArrayList<>();
        List<Runnable> intoIndex = new ArrayList<>();
        for (Segment segment : segments.all()) {
            if (!segment.sealed()) {
                continue;
            }
            if (removable(segment)) {
                rewriteStates(segment, appender, intoIndex);
                dead.add(segment);
            } else if (almostDead(segment) && moving.add(segment.number())) {
                mover.moveLater(segment, () -> moving.remove(segment.number()));
            }
        }
        if (!dead.isEmpty()) {
            take(dead, appender, intoIndex);
            background.execute(() -> dead.forEach(this::unlink));
        }
    }

    /** Takes segments out of the catalog whose live events were moved; their files stay. */
    void drop(List<Segment> gone, SegmentAppender appender) throws IOException {
        List<Runnable> intoIndex = new ArrayList<>();
        for (Segment segment : gone) {
            rewriteStates(segment, appender, intoIndex);
        }
        take(gone, appender, intoIndex);
    }

    private void take(List<Segment> gone, SegmentAppender appender, List<Runnable> intoIndex) throws IOException {
        appender.commit();
        intoIndex.forEach(Runnable::run);
        segments.remove(gone);
        gone.forEach(segment -> index.tally().remove(segment.number()));
        index.tags().forget(gone.stream().map(Segment::number).collect(Collectors.toSet()));
    }

    /** Waits for what is under way and writes the index file. Everything must be sealed. */
    void close(long nextOrdinal) {
        List<Segment> covered = sealedSegments();
        background.execute(() -> writeIndex(covered, nextOrdinal));
        background.shutdown();
        try {
            if (!background.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn(
                        "Removing files and writing the index in {} takes more than {} s; the next opening goes on with it.",
                        settings.directory(),
                        CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Segment> sealedSegments() {
        return segments.all().stream().filter(Segment::sealed).toList();
    }

    private void writeIndex(List<Segment> covered, long nextOrdinal) {
        try {
            IndexFile.write(settings.directory(), index, covered, nextOrdinal);
        } catch (IOException e) {
            // Only the next opening takes longer.
            LOG.warn("Writing the index file in {} failed: {}", settings.directory(), e.toString());
        }
    }

    private boolean removable(Segment segment) {
        SegmentTally.Count count = index.tally().of(segment.number());
        return count.liveFrames == 0 && count.states * STATE_BYTES <= settings.segmentBytes() * MOST_STATES;
    }

    /** Old enough that what still lives in it will live on, and mostly dead. */
    private boolean almostDead(Segment segment) {
        SegmentTally.Count count = index.tally().of(segment.number());
        return count.liveFrames > 0
                && segment.number() + YOUNG < segments.lastNumber()
                && count.liveBytes + count.states * STATE_BYTES < segment.end() * settings.moveBelow();
    }

    private void rewriteStates(Segment segment, SegmentAppender appender, List<Runnable> intoIndex) throws IOException {
        if (index.tally().of(segment.number()).states == 0) {
            return;
        }
        List<State> states = index.statesIn(segment.number());
        for (int from = 0; from < states.size(); from += STATES_PER_FRAME) {
            if (appender.full()) {
                appender.commit();
                appender.startSegment();
            }
            List<State> some = states.subList(from, Math.min(states.size(), from + STATES_PER_FRAME));
            appender.append(FrameKind.STATE, StateBody.encode(some), 0);
            int target = appender.openSegment();
            intoIndex.add(() -> some.forEach(state -> index.state(state, target)));
        }
    }

    private void unlink(Segment segment) {
        Path file = segment.file(settings.directory());
        try {
            Files.deleteIfExists(file);
            removeRunIfEmpty(segment.run());
        } catch (IOException e) {
            // The catalog does not name it any more, so the next opening removes it.
            LOG.warn("Removing {} failed ({}); the next opening will try again.", file, e.toString());
        }
    }

    private void removeRunIfEmpty(String run) throws IOException {
        if (segments.all().stream().noneMatch(segment -> segment.run().equals(run))) {
            removeRun(settings.directory().resolve(run));
        }
    }

    /** Removes a run directory with what Chronicle left in it. */
    static void removeRun(Path run) throws IOException {
        if (!Files.isDirectory(run)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(run)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Files.deleteIfExists(run);
    }
}
