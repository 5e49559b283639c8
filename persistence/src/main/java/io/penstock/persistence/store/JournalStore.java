package io.penstock.persistence.store;

import io.penstock.persistence.JournalDamagedException;
import io.penstock.persistence.OwnerLock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open journal: the only owner of its directory until {@link #close()}. Thread-safe. Futures are completed on the
 * thread that writes, most often the journal's own: what follows them must not block.
 */
public final class JournalStore implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalStore.class);

    private final StoreSettings settings;
    private final OwnerLock lock;
    private final JournalIndex index;
    private final LiveSegments segments;
    private final RequestQueue requests;
    private final Commits commits;
    private final SegmentAppender appender;
    private final Mover mover;
    private final JournalWriter writer;
    private final Thread writerThread;
    private final AtomicBoolean closed = new AtomicBoolean();

    private JournalStore(
            StoreSettings settings,
            OwnerLock lock,
            JournalIndex index,
            LiveSegments segments,
            RequestQueue requests,
            Commits commits,
            SegmentAppender appender,
            Mover mover,
            JournalWriter writer,
            Thread writerThread) {
        this.settings = settings;
        this.lock = lock;
        this.index = index;
        this.segments = segments;
        this.requests = requests;
        this.commits = commits;
        this.appender = appender;
        this.mover = mover;
        this.writer = writer;
        this.writerThread = writerThread;
    }

    /**
     * Opens a journal, or makes one.
     *
     * @throws io.penstock.persistence.JournalInUseException if the directory has an owner
     * @throws JournalDamagedException if acknowledged entries are lost and the policy is to fail
     */
    public static JournalStore open(StoreSettings settings, Run.Factory runs) throws IOException {
        Files.createDirectories(settings.directory());
        return open(settings, runs, Disk.of(settings.directory()));
    }

    /** As the other, with another idea of how much room there is. */
    static JournalStore open(StoreSettings settings, Run.Factory runs, Disk disk) throws IOException {
        Files.createDirectories(settings.directory());
        OwnerLock lock = OwnerLock.take(settings.directory());
        try {
            return openLocked(settings, runs, disk, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static JournalStore openLocked(StoreSettings settings, Run.Factory runs, Disk disk, OwnerLock lock)
            throws IOException {
        long started = System.nanoTime();
        boolean described = Manifest.exists(settings.directory());
        if (described) {
            Manifest.check(settings);
        }
        Opening.Found found = Opening.open(settings.directory(), settings.checkAll());
        JournalIndex index = found.index();
        if (!found.damages().isEmpty() && settings.damagePolicy() == DamagePolicy.FAIL) {
            throw new JournalDamagedException(settings.directory(), found.damages(), whatToDo());
        }
        forceNewest(found);
        if (!described) {
            Manifest.of(settings).write(settings.directory());
        }
        LiveSegments segments = new LiveSegments(settings.directory(), found.segments());
        if (found.segments().isEmpty()) {
            // From the first file on, a catalog that is not there is damage.
            segments.rewrite();
        }
        Commits commits = new Commits(found.standing().nextOrdinal() - 1);
        LastAcknowledged acknowledged =
                LastAcknowledged.open(settings.directory(), found.standing().lastSequence());
        SegmentAppender appender = new SegmentAppender(settings, runs, segments, acknowledged, found.standing());
        RequestQueue requests = new RequestQueue(settings.maxPendingBytes(), settings.maxWaitMillis());
        Mover mover = new Mover(settings.directory(), index, requests);
        Retention retention = new Retention(settings, index, segments, mover);
        JournalWriter writer = new JournalWriter(settings, requests, index, appender, retention, disk, commits);
        Thread writerThread = new Thread(
                writer, "penstock-journal-writer-" + settings.directory().getFileName());
        writerThread.setDaemon(true);
        writerThread.start();
        if (!found.damages().isEmpty()) {
            new Quarantine(settings.directory(), index, segments, mover, requests).setAside(found);
        }
        removeLeftovers(found.leftovers());
        LOG.info(
                "Journal {} is open in {} ms: durability {}, {} files ({} scanned), {} persistence ids, last entry {}.",
                settings.directory(),
                (System.nanoTime() - started) / 1_000_000,
                settings.durability().word(),
                found.segments().size(),
                found.scanned(),
                index.all().size(),
                found.standing().lastSequence());
        return new JournalStore(
                settings, lock, index, segments, requests, commits, appender, mover, writer, writerThread);
    }

    /**
     * An atomic write that is ready to be written. Making it costs the encoding, on the calling thread.
     *
     * @throws IllegalArgumentException if it is larger than {@code max-event-size}, or its sequence numbers do not follow each
     *     other
     */
    public PreparedWrite prepare(String persistenceId, List<StoredEvent> events) {
        return prepare(persistenceId, events, Force.NOW);
    }

    /** As the other, for a write that says when it is forced. */
    public PreparedWrite prepare(String persistenceId, List<StoredEvent> events, Force force) {
        for (int i = 1; i < events.size(); i++) {
            if (events.get(i).sequenceNr() != events.get(0).sequenceNr() + i) {
                throw new IllegalArgumentException("Persistence id " + persistenceId
                        + ": the events of one write must have sequence numbers that follow each other, but "
                        + events.get(i).sequenceNr() + " came after "
                        + events.get(i - 1).sequenceNr());
            }
        }
        byte[] body = EventsBody.encode(persistenceId, events);
        if (body.length > settings.maxWriteBytes()) {
            throw new IllegalArgumentException("Persistence id " + persistenceId + ": an atomic write of " + body.length
                    + " bytes is larger than max-event-size = " + settings.maxWriteBytes()
                    + ". Persist less at a time, or raise max-event-size.");
        }
        List<List<String>> tags = events.stream().map(StoredEvent::tags).toList();
        return new PreparedWrite(new Request.Write(
                new EventsBody.Directory(persistenceId, events.get(0).sequenceNr(), events.size(), tags), body, force));
    }

    /** See {@link #prepare}. */
    public static final class PreparedWrite {
        private final Request.Write write;

        private PreparedWrite(Request.Write write) {
            this.write = write;
        }

        /** What it takes in memory, and about that on the disk. */
        public int bytes() {
            return write.body().length;
        }
    }

    /**
     * Writes atomic writes in order: of each, all events or none will be there, and none without those before it. Holds the
     * caller while more than {@code max-pending} waits.
     *
     * @return completed once they are as durable as configured, or as {@link Force#LATER} says; failed if they are not all. A
     *     write that failed is not
     *     replayed by this owner; if the process dies before it writes anything else, the next owner may find it
     */
    public CompletionStage<Void> write(List<PreparedWrite> writes) {
        if (writes.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        Request.Append append = append(writes);
        requests.add(append);
        return append.done();
    }

    /**
     * As if {@link #write(List)} were called with one after the other, but in one go, and if nobody is writing the calling
     * thread may do it, force included, before it returns.
     *
     * @return one for each, in the same order
     */
    public List<CompletableFuture<Void>> writeEach(List<List<PreparedWrite>> writes) {
        List<CompletableFuture<Void>> done = new ArrayList<>(writes.size());
        List<Request> appends = new ArrayList<>(writes.size());
        for (List<PreparedWrite> each : writes) {
            if (each.isEmpty()) {
                done.add(CompletableFuture.completedFuture(null));
            } else {
                Request.Append append = append(each);
                done.add(append.done());
                appends.add(append);
            }
        }
        if (!appends.isEmpty()) {
            writer.write(appends);
        }
        return done;
    }

    private static Request.Append append(List<PreparedWrite> writes) {
        List<Request.Write> frames = new ArrayList<>(writes.size());
        for (PreparedWrite write : writes) {
            frames.add(write.write);
        }
        return Request.Append.of(frames, new CompletableFuture<>());
    }

    /** Writes one atomic write. */
    public CompletionStage<Void> write(String persistenceId, List<StoredEvent> events) {
        return write(List.of(prepare(persistenceId, events)));
    }

    /** Deletes the events of a persistence id up to a sequence number. The highest sequence number stays known. */
    public CompletionStage<Void> deleteTo(String persistenceId, long toSequenceNr) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        requests.add(new Request.Delete(persistenceId, toSequenceNr, done));
        return done;
    }

    /** The highest sequence number ever written for a persistence id; 0 if there was none. */
    public long highestSequenceNr(String persistenceId) {
        return index.highest(persistenceId);
    }

    /**
     * Hands over the events of a persistence id in order, on the calling thread, until {@code consumer} returns false.
     *
     * @throws IOException if an event is there but cannot be read
     */
    public void replay(String persistenceId, long from, long to, Predicate<OrdinalEvent> consumer) throws IOException {
        try (Replay replay = new Replay(settings.directory(), index, segments)) {
            replay.run(persistenceId, from, to, consumer);
        }
    }

    /**
     * The events with a tag, in the order in which they were written, on the calling thread.
     *
     * @param afterOrdinal only events with a greater ordinal
     * @param max how many index entries are looked at; deleted events are left out, so fewer may come
     * @throws IOException if an event is there but cannot be read
     */
    public TaggedPage tagged(String tag, long afterOrdinal, int max) throws IOException {
        try (Replay replay = new Replay(settings.directory(), index, segments)) {
            return replay.tagged(tag, afterOrdinal, max);
        }
    }

    /** Some events of a tag, and the ordinal to go on from. */
    public record TaggedPage(List<OrdinalEvent> events, long lastOrdinal, boolean more) {}

    /** The persistence ids from number {@code from} on, in the order in which this owner met them. */
    public List<String> persistenceIds(int from, int max) {
        return index.ids(from, max);
    }

    /** The ordinal of the last event that was acknowledged; what is read has no greater one. */
    public long lastOrdinal() {
        return commits.lastOrdinal();
    }

    /** How many commits (one force each, with durability {@code disk}) all writes so far shared. */
    public long commits() {
        return appender.commits();
    }

    /** Completed, on the thread that writes it, once there is an event with a greater ordinal. */
    public CompletionStage<Void> eventAfter(long ordinal) {
        return commits.after(ordinal);
    }

    /** Finishes what was asked for, forces it, and gives the directory back. */
    @Override
    public void close() throws IOException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        mover.stop();
        requests.add(new Request.Close(done));
        try {
            done.join();
            writerThread.join();
        } catch (CompletionException e) {
            throw new IOException("Closing the journal in " + settings.directory() + " failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            mover.close();
            lock.close();
        }
    }

    /** What is served from now on has to be as durable as what was acknowledged. */
    private static void forceNewest(Opening.Found found) throws IOException {
        for (Path file : found.unsealed()) {
            try (SegmentFile open = new SegmentFile(file, 0)) {
                open.force();
            }
        }
    }

    private static void removeLeftovers(List<Path> leftovers) throws IOException {
        for (Path leftover : leftovers) {
            LOG.info("Removing {}, which a former owner was about to remove or had not put into use.", leftover);
            if (Files.isDirectory(leftover)) {
                Retention.removeRun(leftover);
            } else {
                Files.deleteIfExists(leftover);
            }
        }
    }

    private static String whatToDo() {
        return "Nothing was changed. Restore these files from a backup, or set on-damage = quarantine to set damaged files"
                + " aside and go on with what is whole; the journal's verify tool shows what that would keep.";
    }
}
