package io.penstock.persistence.store;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes little-endian numbers, texts and blobs into an array that grows; the static methods read them back. */
final class BodyWriter {
    private static final int LARGEST = Integer.MAX_VALUE - 64;

    private ByteBuffer buffer;

    BodyWriter(int sizeHint) {
        buffer = ByteBuffer.allocate(sizeHint).order(ByteOrder.LITTLE_ENDIAN);
    }

    BodyWriter u8(int value) {
        room(1).put((byte) value);
        return this;
    }

    BodyWriter u16(int value) {
        if (value < 0 || value > 0xFFFF) {
            throw new IllegalArgumentException("more than 65535 tags on one event: " + value);
        }
        room(2).putShort((short) value);
        return this;
    }

    BodyWriter u32(int value) {
        room(4).putInt(value);
        return this;
    }

    BodyWriter u64(long value) {
        room(8).putLong(value);
        return this;
    }

    BodyWriter text(String value) {
        return blob(value.getBytes(StandardCharsets.UTF_8));
    }

    BodyWriter blob(byte[] value) {
        u32(value.length);
        room(value.length).put(value);
        return this;
    }

    BodyWriter raw(ByteBuffer value) {
        room(value.remaining()).put(value);
        return this;
    }

    /** What was written; the writer is not to be used any more. */
    byte[] toBytes() {
        byte[] array = buffer.array();
        return buffer.position() == array.length ? array : Arrays.copyOf(array, buffer.position());
    }

    /** What a text takes. */
    static long textSize(String text) {
        long bytes = 4;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Of a surrogate pair, 4 bytes in UTF-8, each half counts for 2.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    static String readText(ByteBuffer in) {
        return new String(readBlob(in), StandardCharsets.UTF_8);
    }

    static byte[] readBlob(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private ByteBuffer room(int bytes) {
        long needed = (long) buffer.position() + bytes;
        if (needed > buffer.capacity()) {
            if (needed > LARGEST) {
                throw new IllegalArgumentException("one atomic write of more than " + LARGEST + " bytes");
            }
            long grown = Math.min(LARGEST, Math.max(needed, buffer.capacity() * 2L));
            ByteBuffer larger = ByteBuffer.allocate((int) grown).order(ByteOrder.LITTLE_ENDIAN);
            larger.put(buffer.flip());
            buffer = larger;
        }
        return buffer;
    }
}
