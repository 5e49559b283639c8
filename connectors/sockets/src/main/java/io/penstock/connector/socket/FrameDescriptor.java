package io.penstock.connector.socket;

import io.penstock.connector.socket.FrameException.Reason;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Frames as bytes; all numbers are big-endian.
 *
 * <pre>
 *   preamble, once in each direction
 *   +------+------+------+------+-------------+-------------+
 *   |  P      S      T      K   | version: 2  | reserved: 2 |
 *   +------+------+------+------+-------------+-------------+
 *
 *   frame
 *   +---------+-----------+-------------+-- - - --+-----------+
 *   | type: 1 | length: 4 | sequence: 8 | payload | CRC32C: 4 |
 *   +---------+-----------+-------------+-- - - --+-----------+
 *   0         1           5             13        13+length
 * </pre>
 *
 * The checksum is that of all bytes of the frame before it.
 */
final class FrameDescriptor {
    static final int VERSION = 1;
    /** Of HELLO, WELCOME and ERROR: a stranger cannot ask for more memory. */
    static final int MAX_CONTROL_BYTES = 1024;

    static final int MAX_CLIENT_BYTES = 512;
    private static final int MAGIC = 0x5053544B;
    private static final int HEADER_BYTES = 13;
    private static final int CHECKSUM_BYTES = 4;

    private FrameDescriptor() {}

    /** What a frame needs beside its payload. */
    static int overheadBytes() {
        return HEADER_BYTES + CHECKSUM_BYTES;
    }

    static void writePreamble(OutputStream out) throws IOException {
        out.write(ByteBuffer.allocate(8)
                .putInt(MAGIC)
                .putShort((short) VERSION)
                .putShort((short) 0)
                .array());
    }

    static void readPreamble(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(8);
        if (bytes.length < 8) {
            throw new EOFException("the connection ended in the first 8 bytes");
        }
        ByteBuffer preamble = ByteBuffer.wrap(bytes);
        int magic = preamble.getInt();
        if (magic != MAGIC) {
            throw new FrameException(
                    Reason.GARBAGE,
                    String.format(
                            "the connection begins with 0x%08x and not with 0x%08x: the other side does not speak this"
                                    + " protocol, or not without TLS, or not with it",
                            magic, MAGIC));
        }
        int version = preamble.getShort() & 0xffff;
        if (version != VERSION) {
            throw new FrameException(
                    Reason.VERSION,
                    "the other side speaks version " + version + " of the protocol, this one version " + VERSION
                            + ": update the older one");
        }
    }

    static void write(OutputStream out, Frame frame) throws IOException {
        byte[] payload = frame.payload();
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES)
                .put((byte) frame.type().code)
                .putInt(payload.length)
                .putLong(frame.sequence());
        CRC32C checksum = new CRC32C();
        checksum.update(header.array());
        checksum.update(payload);
        out.write(header.array());
        out.write(payload);
        out.write(ByteBuffer.allocate(CHECKSUM_BYTES)
                .putInt((int) checksum.getValue())
                .array());
    }

    /**
     * Reads one frame.
     *
     * @param maxBytes the longest payload
     * @return null if the connection ended in order between two frames
     */
    static @Nullable Frame read(InputStream in, int maxBytes) throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        byte[] header = new byte[HEADER_BYTES];
        header[0] = (byte) first;
        new DataInputStream(in).readFully(header, 1, HEADER_BYTES - 1);
        ByteBuffer fields = ByteBuffer.wrap(header);
        Frame.Type type = Frame.Type.of(fields.get() & 0xff);
        int length = fields.getInt();
        long sequence = fields.getLong();
        int most = type == Frame.Type.RECORD ? maxBytes : MAX_CONTROL_BYTES;
        if (length < 0 || length > most) {
            throw new FrameException(
                    Reason.TOO_LARGE,
                    "a frame " + type + " " + sequence + " has " + Integer.toUnsignedString(length)
                            + " bytes: expected at most " + most);
        }
        // In steps as it comes: who only says that much follows gets no memory for it.
        byte[] payload = in.readNBytes(length);
        byte[] checksum = in.readNBytes(CHECKSUM_BYTES);
        if (checksum.length < CHECKSUM_BYTES) {
            throw new EOFException("the connection ended within frame " + type + " " + sequence);
        }
        CRC32C expected = new CRC32C();
        expected.update(header);
        expected.update(payload);
        if (ByteBuffer.wrap(checksum).getInt() != (int) expected.getValue()) {
            throw new FrameException(Reason.CHECKSUM, "frame " + type + " " + sequence + " has a wrong checksum");
        }
        return new Frame(type, sequence, payload);
    }

    /** What a client says first: sequence is its generation. */
    static Frame hello(String client, long generation, int idleMillis) {
        byte[] name = client.getBytes(StandardCharsets.UTF_8);
        return new Frame(
                Frame.Type.HELLO,
                generation,
                ByteBuffer.allocate(4 + name.length)
                        .putInt(idleMillis)
                        .put(name)
                        .array());
    }

    /** What a client has said. */
    record Hello(String client, long generation, int idleMillis) {
        static Hello of(Frame frame) throws FrameException {
            byte[] payload = expect(Frame.Type.HELLO, 4, frame).payload();
            if (payload.length == 4 || payload.length - 4 > MAX_CLIENT_BYTES) {
                throw new FrameException(
                        Reason.CLIENT,
                        "the client's name has " + (payload.length - 4) + " bytes: expected 1 to " + MAX_CLIENT_BYTES);
            }
            String client = new String(payload, 4, payload.length - 4, StandardCharsets.UTF_8);
            if (!Arrays.equals(client.getBytes(StandardCharsets.UTF_8), Arrays.copyOfRange(payload, 4, payload.length))
                    || client.chars().anyMatch(Character::isISOControl)) {
                throw new FrameException(Reason.CLIENT, "the client's name is no UTF-8, or has control characters");
            }
            return new Hello(
                    client, frame.sequence(), idle(ByteBuffer.wrap(payload).getInt()));
        }
    }

    /** The server's answer. */
    static Frame welcome(long last, int maxRecordBytes, int idleMillis) {
        return new Frame(
                Frame.Type.WELCOME,
                last,
                ByteBuffer.allocate(8).putInt(maxRecordBytes).putInt(idleMillis).array());
    }

    /** What the server has answered. */
    record Welcome(long last, int maxRecordBytes, int idleMillis) {
        static Welcome of(Frame frame) throws FrameException {
            ByteBuffer payload =
                    ByteBuffer.wrap(expect(Frame.Type.WELCOME, 8, frame).payload());
            return new Welcome(frame.sequence(), payload.getInt(), idle(payload.getInt()));
        }
    }

    private static int idle(int millis) throws FrameException {
        if (millis < 1) {
            throw new FrameException(Reason.GARBAGE, "the idle timeout is " + millis + " ms: expected 1 or more");
        }
        return millis;
    }

    private static Frame expect(Frame.Type type, int atLeast, Frame frame) throws FrameException {
        throwIfError(frame);
        if (frame.type() != type || frame.payload().length < atLeast) {
            throw new FrameException(
                    Reason.GARBAGE,
                    "expected " + type + ", found " + frame.type() + " with " + frame.payload().length + " bytes");
        }
        return frame;
    }

    static Frame error(FrameException cause) {
        String message = String.valueOf(cause.getMessage());
        byte[] text = message.substring(0, Math.min(message.length(), MAX_CONTROL_BYTES / 4))
                .getBytes(StandardCharsets.UTF_8);
        return new Frame(Frame.Type.ERROR, cause.reason().code(), text);
    }

    static void throwIfError(Frame frame) throws FrameException {
        if (frame.type() == Frame.Type.ERROR) {
            throw new FrameException(
                    Reason.of(frame.sequence()),
                    "the other side says: " + new String(frame.payload(), StandardCharsets.UTF_8));
        }
    }
}
