package io.penstock.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Bytes being written: an array that grows up to a limit. Fixed-width numbers are big-endian. Meant to be kept and
 * {@link #reset()} between values. For one thread.
 */
public final class BinaryOutput {

    /** A little below the largest array that a JVM can allocate. */
    public static final int MAX_LIMIT = Integer.MAX_VALUE - 64;

    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final int limit;
    private byte[] bytes;
    /** Of the array, what the limit allows to use. */
    private int room;

    private int size;
    private int depth;

    public BinaryOutput() {
        this(256);
    }

    public BinaryOutput(int initialCapacity) {
        this(initialCapacity, MAX_LIMIT);
    }

    /**
     * An output that refuses to grow without end.
     *
     * @param limit bytes after which writing fails with {@link SizeLimitException}
     */
    public BinaryOutput(int initialCapacity, int limit) {
        if (initialCapacity < 0 || limit < 0 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("initialCapacity " + initialCapacity + ", limit " + limit
                    + ": expected 0 or more, and a limit of at most " + MAX_LIMIT);
        }
        this.limit = limit;
        this.bytes = new byte[Math.min(initialCapacity, limit)];
        this.room = bytes.length;
    }

    /** Forgets what was written and keeps the array. */
    public void reset() {
        size = 0;
        depth = 0;
    }

    public int size() {
        return size;
    }

    /** The array in use; the first {@link #size()} bytes count, until the next write. */
    public byte[] array() {
        return bytes;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    public void writeByte(int value) {
        int at = claim(1);
        bytes[at] = (byte) value;
    }

    public void writeBoolean(boolean value) {
        writeByte(value ? 1 : 0);
    }

    public void writeShort(int value) {
        int at = claim(2);
        SHORTS.set(bytes, at, (short) value);
    }

    public void writeInt(int value) {
        int at = claim(4);
        INTS.set(bytes, at, value);
    }

    public void writeLong(long value) {
        int at = claim(8);
        LONGS.set(bytes, at, value);
    }

    /** All NaNs are written as one, so that equal values have equal bytes. */
    public void writeFloat(float value) {
        writeInt(Float.floatToIntBits(value));
    }

    /** All NaNs are written as one, so that equal values have equal bytes. */
    public void writeDouble(double value) {
        writeLong(Double.doubleToLongBits(value));
    }

    /** One to five bytes, seven bits in each, lowest first; the value counts as unsigned. */
    public void writeVarInt(int value) {
        int at = reserve(5);
        while ((value & ~0x7f) != 0) {
            bytes[at++] = (byte) (value | 0x80);
            value >>>= 7;
        }
        bytes[at++] = (byte) value;
        finish(at);
    }

    /** One to ten bytes, seven bits in each, lowest first; the value counts as unsigned. */
    public void writeVarLong(long value) {
        int at = reserve(10);
        while ((value & ~0x7fL) != 0) {
            bytes[at++] = (byte) (value | 0x80);
            value >>>= 7;
        }
        bytes[at++] = (byte) value;
        finish(at);
    }

    /** As {@link #writeVarInt}, with small negative numbers small too. */
    public void writeZigZagInt(int value) {
        writeVarInt((value << 1) ^ (value >> 31));
    }

    /** As {@link #writeVarLong}, with small negative numbers small too. */
    public void writeZigZagLong(long value) {
        writeVarLong((value << 1) ^ (value >> 63));
    }

    /**
     * The length in bytes as a var-int, then UTF-8. A surrogate without its other half is written in three bytes as if it
     * were a character: every Java string comes back as it was.
     */
    public void writeUtf8(String value) {
        int length = value.length();
        // Up to this length the room for the worst case costs less than measuring the string first.
        if (length > 256 || size > limit - 5 - 3 * 256) {
            writeMeasuredUtf8(value);
            return;
        }
        int start = reserve(5 + 3 * length);
        byte[] b = bytes;
        int at = start;
        if (length > 0x7f) {
            b[at++] = (byte) (length | 0x80);
            b[at++] = (byte) (length >>> 7);
        } else {
            b[at++] = (byte) length;
        }
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c > 0x7f) {
                writeMeasuredUtf8(value);
                return;
            }
            b[at + i] = (byte) c;
        }
        size = at + length;
    }

    private void writeMeasuredUtf8(String value) {
        long utf8Length = Utf8.length(value);
        if (utf8Length > MAX_LIMIT) {
            throw tooLarge(utf8Length);
        }
        writeVarInt((int) utf8Length);
        int at = claim((int) utf8Length);
        Utf8.encode(value, bytes, at);
    }

    /** The length as a var-int, then the bytes. */
    public void writeBytes(byte[] value) {
        writeVarInt(value.length);
        writeRaw(value, 0, value.length);
    }

    /** The bytes alone; the reader has to know how many. */
    public void writeRaw(byte[] value, int offset, int length) {
        int at = claim(length);
        System.arraycopy(value, offset, bytes, at, length);
    }

    /** Overwrites four bytes that were written before. */
    public void patchInt(int position, int value) {
        if (position < 0 || position > size - 4) {
            throw new IllegalArgumentException("position " + position + ", size " + size);
        }
        INTS.set(bytes, position, value);
    }

    /**
     * Leaves four bytes for the length of what follows.
     *
     * @return what {@link #endFrame} wants
     */
    public int beginFrame() {
        return claim(4);
    }

    /** Fills in the length of what was written since {@link #beginFrame}. */
    public void endFrame(int frame) {
        patchInt(frame, size - frame - 4);
    }

    /** Goes into a record. Encoding ends where decoding would: no snapshot that cannot be read. */
    void enter() {
        if (++depth > BinaryInput.MAX_DEPTH) {
            throw new SizeLimitException("Records nest deeper than " + BinaryInput.MAX_DEPTH
                    + " levels: keep such a structure in a list, or in several entries of a map");
        }
    }

    void exit() {
        depth--;
    }

    private int claim(int count) {
        int at = size;
        if (count > room - at) {
            grow(count);
        }
        size = at + count;
        return at;
    }

    /** Makes room for up to {@code count} bytes if the limit allows so many; {@link #finish} takes what was used. */
    private int reserve(int count) {
        if (count > bytes.length - size) {
            growForAtMost(count);
        }
        return size;
    }

    private void growForAtMost(int count) {
        if (count <= limit - size) {
            grow(count);
        } else if (bytes.length < size + count) {
            // The last bytes below the limit: work beyond it, finish() looks at what was used.
            bytes = Arrays.copyOf(bytes, size + count);
            room = Math.min(bytes.length, limit);
        }
    }

    private void finish(int at) {
        if (at > limit) {
            throw tooLarge(at - size);
        }
        size = at;
    }

    private void grow(int count) {
        if (count > limit - size) {
            throw tooLarge(count);
        }
        long wanted = Math.max((long) size + count, Math.max(64L, bytes.length * 2L));
        bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, limit));
        room = bytes.length;
    }

    private SizeLimitException tooLarge(long count) {
        return new SizeLimitException(
                "Output limit of " + limit + " bytes reached: " + size + " written, " + count + " more wanted");
    }
}
