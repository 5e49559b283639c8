package io.penstock.connector.files;

import io.penstock.connector.SplitChangedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.file.SeekableInput;
import org.jspecify.annotations.Nullable;

/** The bytes of an Avro file, held against the file's fingerprint, with a look at the head of a block before it is read. */
final class AvroInput implements SeekableInput {
    /** Two var-longs. */
    private static final int HEAD_BYTES = 20;

    private final StoredFile file;

    /** @param file is closed with this */
    AvroInput(StoredFile file) {
        this.file = file;
    }

    @Override
    public void seek(long position) throws IOException {
        try {
            file.moveTo(position);
        } catch (SplitChangedException e) {
            throw new ChangedException(e);
        }
    }

    @Override
    public long tell() throws IOException {
        return file.position();
    }

    @Override
    public long length() throws IOException {
        try {
            return file.size();
        } catch (SplitChangedException e) {
            throw new ChangedException(e);
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            return file.read(into, offset, length);
        } catch (SplitChangedException e) {
            throw new ChangedException(e);
        }
    }

    /** A file that has changed, on its way through Avro. */
    static final class ChangedException extends IOException {
        private static final long serialVersionUID = 1;

        private final transient SplitChangedException change;

        ChangedException(SplitChangedException change) {
            super(change);
            this.change = change;
        }

        /** Throws the change that made Avro fail, if it was one. */
        static void rethrow(@Nullable Throwable failure) throws SplitChangedException {
            for (Throwable at = failure; at != null; at = at.getCause()) {
                if (at instanceof ChangedException changed) {
                    throw changed.change;
                }
            }
        }
    }

    /** Refuses a block that says it is larger than allowed, before memory is taken for it. */
    void checkBlock(long at, int maxBytes) throws IOException, SplitChangedException {
        if (at > file.size()) {
            throw new SplitChangedException(file.name() + " ends at byte " + file.size()
                    + ", before the position at byte " + at
                    + ": it was cut since. Put the former file back and run the job again");
        }
        byte[] bytesOfHead = new byte[HEAD_BYTES];
        ByteBuffer head = ByteBuffer.wrap(bytesOfHead, 0, Math.max(0, file.readAt(at, bytesOfHead)));
        if (!head.hasRemaining()) {
            return;
        }
        long records = varLong(head);
        long bytes = varLong(head);
        if (records < 0 || bytes < 0 || bytes > maxBytes) {
            throw new IOException(
                    file.name() + " has a block at byte " + at + " of " + records + " records and " + bytes
                            + " bytes; at most " + maxBytes
                            + " bytes are read. It is damaged, or written with larger blocks: then"
                            + " raise maxBlockBytes");
        }
    }

    private static long varLong(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE && bytes.hasRemaining(); shift += 7) {
            byte next = bytes.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
