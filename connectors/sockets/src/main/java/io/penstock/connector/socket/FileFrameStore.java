package io.penstock.connector.socket;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Records in one file that only grows, each with its client and sequence, so that both are kept in one step. What a crash
 * has left incomplete at the end is cut off.
 *
 * <pre>
 *   +-----------+--------------+-------------+-----------------+---------+-----------+
 *   | length: 4 | client: UTF  | sequence: 8 | payload length: 4 | payload | CRC32C: 4 |
 *   +-----------+--------------+-------------+-----------------+---------+-----------+
 * </pre>
 *
 * The length is that of what lies between it and the checksum; the client is as {@code DataOutput.writeUTF} has it.
 */
public final class FileFrameStore implements FrameStore {
    private static final int MAX_ENTRY_BYTES = 1 << 30;

    private final RandomAccessFile file;
    private final Map<String, Long> last = new HashMap<>();
    private boolean unforced;

    private FileFrameStore(Path path) throws IOException {
        file = new RandomAccessFile(path.toFile(), "rw");
        try {
            file.setLength(scan(path));
            file.seek(file.length());
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Opens a file, or makes it. One process at a time may have it open. */
    public static FileFrameStore open(Path path) throws IOException {
        return new FileFrameStore(path);
    }

    /** Fills {@link #last}, and gives the length of what is whole. */
    private long scan(Path path) throws IOException {
        long whole = 0;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path)))) {
            while (true) {
                int length = in.readInt();
                if (length < 1 || length > MAX_ENTRY_BYTES) {
                    return whole;
                }
                byte[] entry = in.readNBytes(length);
                if (entry.length < length || in.readInt() != checksum(entry)) {
                    return whole;
                }
                DataInputStream fields = new DataInputStream(new ByteArrayInputStream(entry));
                last.put(fields.readUTF(), fields.readLong());
                whole += length + 8L;
            }
        } catch (EOFException e) {
            // The last entry is whole, or it is cut off right behind it.
            return whole;
        }
    }

    private static int checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return (int) checksum.getValue();
    }

    @Override
    public synchronized long lastSequence(String client) {
        return last.getOrDefault(client, 0L);
    }

    @Override
    public synchronized void store(String client, long sequence, byte[] payload) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(payload.length + client.length() + 32);
        DataOutputStream entry = new DataOutputStream(bytes);
        entry.writeUTF(client);
        entry.writeLong(sequence);
        entry.writeInt(payload.length);
        entry.write(payload);
        byte[] body = bytes.toByteArray();
        ByteArrayOutputStream whole = new ByteArrayOutputStream(body.length + 8);
        DataOutputStream framed = new DataOutputStream(whole);
        framed.writeInt(body.length);
        framed.write(body);
        framed.writeInt(checksum(body));
        file.write(whole.toByteArray());
        last.put(client, sequence);
        unforced = true;
    }

    @Override
    public synchronized void force() throws IOException {
        if (unforced) {
            file.getFD().sync();
            unforced = false;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
