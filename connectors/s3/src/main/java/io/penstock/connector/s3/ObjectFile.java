package io.penstock.connector.s3;

import io.penstock.connector.SplitChangedException;
import io.penstock.connector.files.ChangePolicy;
import io.penstock.connector.files.StoredFile;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An object, read by ranged requests of one chunk each, the next one asked for while the current one is used:
 *
 * <pre>
 *   | ... |  current chunk  |  ahead, if there is room for it  | ...
 *                 ^position
 * </pre>
 *
 * Each request asks for the object with the ETag of the split, so bytes of another object never come in.
 */
final class ObjectFile implements StoredFile {
    private static final byte[] NONE = {};

    private final ObjectStore store;
    private final ObjectSplit split;
    private final ChangePolicy policy;
    private final int chunkBytes;
    private final ReadAhead readAhead;
    private final long size;

    private long position;
    private long chunkStart;
    private byte[] chunk = NONE;
    private @Nullable Ahead ahead;

    private record Ahead(long start, int bytes, ObjectStore.Request<byte[]> request) {}

    /** How many bytes the open objects of a task may have asked for before they are needed. */
    static final class ReadAhead {
        private final AtomicLong left;

        ReadAhead(long bytes) {
            this.left = new AtomicLong(bytes);
        }

        boolean take(long bytes) {
            if (left.addAndGet(-bytes) >= 0) {
                return true;
            }
            left.addAndGet(bytes);
            return false;
        }

        void giveBack(long bytes) {
            left.addAndGet(bytes);
        }
    }

    ObjectFile(ObjectStore store, ObjectSplit split, ChangePolicy policy, int chunkBytes, ReadAhead readAhead) {
        this.store = store;
        this.split = split;
        this.policy = policy;
        this.chunkBytes = chunkBytes;
        this.readAhead = readAhead;
        this.size = split.size();
    }

    @Override
    public String name() {
        return split.location().toString();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException, SplitChangedException {
        if (position >= size) {
            return -1;
        }
        if (!isInChunk(position)) {
            load(position);
        }
        int at = (int) (position - chunkStart);
        int count = Math.min(length, chunk.length - at);
        System.arraycopy(chunk, at, into, from, count);
        position += count;
        return count;
    }

    private boolean isInChunk(long offset) {
        return offset >= chunkStart && offset < chunkStart + chunk.length;
    }

    private void load(long from) throws IOException, SplitChangedException {
        Ahead expected = ahead;
        ahead = null;
        chunk = NONE;
        byte[] loaded;
        if (expected != null && expected.start() == from) {
            readAhead.giveBack(expected.bytes());
            loaded = await(expected.request(), from, expected.bytes());
        } else {
            drop(expected);
            int bytes = (int) Math.min(chunkBytes, size - from);
            loaded = await(begin(from, bytes), from, bytes);
        }
        chunkStart = from;
        chunk = loaded;
        lookAhead(from + loaded.length);
    }

    private void lookAhead(long from) {
        int bytes = (int) Math.min(chunkBytes, size - from);
        if (bytes > 0 && readAhead.take(bytes)) {
            ahead = new Ahead(from, bytes, begin(from, bytes));
        }
    }

    private ObjectStore.Request<byte[]> begin(long from, int bytes) {
        String eTag = policy == ChangePolicy.IGNORE ? null : split.eTag();
        return store.beginGet(split.bucket(), split.key(), eTag, from, from + bytes);
    }

    private byte[] await(ObjectStore.Request<byte[]> request, long from, int bytes)
            throws IOException, SplitChangedException {
        try {
            byte[] loaded = ObjectStore.await(request);
            if (loaded.length != bytes) {
                throw cut(from);
            }
            return loaded;
        } catch (S3Failure e) {
            if (e.isPreconditionFailed()) {
                if (policy == ChangePolicy.REREAD) {
                    throw new IOException(
                            split.location() + " was replaced while it was read; it is read again from its beginning"
                                    + " when the task is restarted",
                            e);
                }
                throw changed(store, split);
            }
            if (e.isNotFound()) {
                throw gone(split);
            }
            if (e.isOutOfRange()) {
                throw cut(from);
            }
            throw e;
        }
    }

    private SplitChangedException cut(long from) {
        return new SplitChangedException(
                split.location() + " ends before byte " + from + " or soon behind it: it was replaced by a shorter one"
                        + " since. Put the former object back and run the job again");
    }

    static SplitChangedException gone(ObjectSplit split) {
        return new SplitChangedException(
                split.location() + " is gone, and was being read. Put it back and run the job again");
    }

    /** What has changed since the split was made. */
    static SplitChangedException changed(ObjectStore store, ObjectSplit split) throws IOException {
        return store.head(split.bucket(), split.key())
                .map(now -> new SplitChangedException(split.location() + " was changed since the job listed it: "
                        + split.changes(now)
                        + ". Put the former object back and run the job again, or choose"
                        + " onChange(ChangePolicy.IGNORE) to go on at the same byte, or onChange(ChangePolicy.REREAD) to"
                        + " read the object again from its beginning"))
                .orElseGet(() -> gone(split));
    }

    @Override
    public int readAt(long offset, byte[] into) throws IOException, SplitChangedException {
        if (offset >= size) {
            return 0;
        }
        int count = (int) Math.min(into.length, size - offset);
        if (isInChunk(offset) && isInChunk(offset + count - 1)) {
            System.arraycopy(chunk, (int) (offset - chunkStart), into, 0, count);
        } else {
            byte[] loaded = await(begin(offset, count), offset, count);
            System.arraycopy(loaded, 0, into, 0, count);
        }
        return count;
    }

    @Override
    public void moveTo(long offset) throws SplitChangedException {
        if (offset > size) {
            throw new SplitChangedException(
                    split.location() + " ends at byte " + size + ", before the position at byte " + offset
                            + ": it was replaced since. Put the former object back and run the job again");
        }
        position = offset;
    }

    @Override
    public long position() {
        return position;
    }

    /** Free: the service has held each request against the ETag. */
    @Override
    public void verify() {}

    private void drop(@Nullable Ahead given) {
        if (given != null) {
            given.request().future().cancel(true);
            readAhead.giveBack(given.bytes());
        }
    }

    @Override
    public void close() {
        drop(ahead);
        ahead = null;
        chunk = NONE;
    }
}
