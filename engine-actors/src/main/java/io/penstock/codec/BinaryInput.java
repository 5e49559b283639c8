package io.penstock.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * Bytes being read: a range of an array that nobody changes meanwhile. Nothing outside the range is looked at; whatever
 * does not fit ends in {@link CorruptDataException}, and lengths are held against {@link #remaining()} before anything is
 * allocated. After such an exception the position is undefined. For one thread.
 */
public final class BinaryInput {

    /** How deeply records may nest; fits in a stack of 512 KiB. */
    public static final int MAX_DEPTH = 200;

    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;
    private final int end;
    private int position;
    private int depth;

    public BinaryInput(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    public BinaryInput(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        this.bytes = bytes;
        this.position = offset;
        this.end = offset + length;
    }

    /** Index in the array of the next byte. */
    public int position() {
        return position;
    }

    public int remaining() {
        return end - position;
    }

    /** Checks that everything was read: bytes left over mean another schema or a broken file. */
    public void expectEnd() {
        if (position != end) {
            throw new CorruptDataException(position, "the end of the value", remaining() + " more bytes");
        }
    }

    public byte readByte() {
        return bytes[take(1, "a byte")];
    }

    public boolean readBoolean() {
        int at = take(1, "a boolean");
        int value = bytes[at];
        if ((value & ~1) != 0) {
            throw new CorruptDataException(at, "a boolean, 0 or 1", "" + (value & 0xff));
        }
        return value == 1;
    }

    public short readShort() {
        return (short) SHORTS.get(bytes, take(2, "a short of 2 bytes"));
    }

    public char readChar() {
        return (char) readShort();
    }

    public int readInt() {
        return (int) INTS.get(bytes, take(4, "an int of 4 bytes"));
    }

    public long readLong() {
        return (long) LONGS.get(bytes, take(8, "a long of 8 bytes"));
    }

    public float readFloat() {
        return Float.intBitsToFloat(readInt());
    }

    public double readDouble() {
        return Double.longBitsToDouble(readLong());
    }

    public int readVarInt() {
        int first = position;
        if (first < end && bytes[first] >= 0) {
            position = first + 1;
            return bytes[first];
        }
        long value = readVar(5, "a var-int of at most 5 bytes");
        if (value >>> 32 != 0) {
            throw new CorruptDataException(first, "a var-int of 32 bits", "one of more");
        }
        return (int) value;
    }

    public long readVarLong() {
        return readVar(10, "a var-long of at most 10 bytes");
    }

    private long readVar(int mostBytes, String expected) {
        int start = position;
        long value = 0;
        for (int i = 0; i < mostBytes; i++) {
            int at = start + i;
            if (at >= end) {
                throw new CorruptDataException(start, expected, "the end of the data after " + i + " bytes");
            }
            long b = bytes[at];
            if (i == 9 && (b & 0xfe) != 0) {
                break;
            }
            value |= (b & 0x7f) << (7 * i);
            if (b >= 0) {
                position = at + 1;
                return value;
            }
        }
        throw new CorruptDataException(start, expected, "a longer one");
    }

    public int readZigZagInt() {
        int value = readVarInt();
        return (value >>> 1) ^ -(value & 1);
    }

    public long readZigZagLong() {
        long value = readVarLong();
        return (value >>> 1) ^ -(value & 1);
    }

    public String readUtf8() {
        int length = readLength("a string");
        int from = position;
        int to = from + length;
        position = to;
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                return Utf8.decode(bytes, from, to);
            }
        }
        return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }

    /** Reads what {@link BinaryOutput#writeBytes} wrote. */
    public byte[] readBytes() {
        return readRaw(readLength("a byte array"));
    }

    /** Reads so many bytes. */
    public byte[] readRaw(int length) {
        int at = take(length, "so many raw bytes");
        return Arrays.copyOfRange(bytes, at, at + length);
    }

    public void skip(int length) {
        take(length, "bytes to skip");
    }

    /**
     * Reads a var-int that says how many bytes or elements follow, each taking one byte at least.
     *
     * @param what for the error message, as "a list"
     */
    public int readLength(String what) {
        int start = position;
        int length = readVarInt();
        if (length < 0 || length > end - position) {
            throw new CorruptDataException(
                    start,
                    "a length of " + what + " that fits in the " + remaining() + " bytes left",
                    Integer.toUnsignedString(length));
        }
        return length;
    }

    /** What was written between {@link BinaryOutput#beginFrame} and its end; this input goes on behind it. */
    public BinaryInput readFrame() {
        int start = position;
        int length = readInt();
        if (length < 0 || length > end - position) {
            throw new CorruptDataException(
                    start, "a frame that fits in the " + remaining() + " bytes left", "a length of " + length);
        }
        BinaryInput frame = new BinaryInput(bytes, position, length);
        frame.depth = depth;
        position += length;
        return frame;
    }

    /** The array under this input, for parsers that want an array, an offset and a length. */
    byte[] array() {
        return bytes;
    }

    /** Goes back to a position at which this input was before, to look again and report better. */
    void rewind(int to, int toDepth) {
        position = to;
        depth = toDepth;
    }

    int depth() {
        return depth;
    }

    /** Goes into a record. */
    void enter() {
        if (++depth > MAX_DEPTH) {
            throw new CorruptDataException(position, "at most " + MAX_DEPTH + " nested records", "one more");
        }
    }

    void exit() {
        depth--;
    }

    private int take(int count, String expected) {
        int at = position;
        if (count > end - at || count < 0) {
            throw new CorruptDataException(at, expected, remaining() + " bytes left" + wanted(count));
        }
        position = at + count;
        return at;
    }

    private static String wanted(int count) {
        return " where " + count + " are wanted";
    }
}
