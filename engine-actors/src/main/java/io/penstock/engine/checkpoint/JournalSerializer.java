package io.penstock.engine.checkpoint;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.BinaryOutput;
import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.codec.Schema;
import java.io.NotSerializableException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Writes what the engine journals. Chunks of snapshots, which are the bulk, have a layout of their own:
 *
 * <pre>
 *  +---------+-----------------------+---------------------+-------+
 *  | version | checkpoint id, varint | generation, varint  | bytes |
 *  +---------+-----------------------+---------------------+-------+
 * </pre>
 *
 * and entries of logs the same without the id. Everything else is written by the codec of its record, behind
 * the schema it was written with, so that a later version
 * with more fields still reads it. The manifest is the simple name of the class. Thread-safe.
 */
public final class JournalSerializer extends SerializerWithStringManifest {
    /** In the range that Pekko leaves to applications. */
    private static final int IDENTIFIER = 735_400_101;

    private static final byte CHUNK_VERSION = 1;
    private static final String CHUNK = "SnapshotChunk";
    private static final byte LOG_VERSION = 1;
    private static final String LOG = "LogEntry";
    private static final Map<String, Class<? extends JournalEntry>> TYPES = new LinkedHashMap<>();
    private static final Map<String, Codec<JournalEntry>> CODECS = new LinkedHashMap<>();

    static {
        for (Class<?> event : CheckpointEvent.class.getPermittedSubclasses()) {
            TYPES.put(event.getSimpleName(), event.asSubclass(JournalEntry.class));
        }
        TYPES.put("CheckpointHistory", CheckpointHistory.class);
        TYPES.forEach((manifest, type) -> CODECS.put(manifest, codec(type)));
    }

    @SuppressWarnings("unchecked")
    private static Codec<JournalEntry> codec(Class<? extends JournalEntry> type) {
        return (Codec<JournalEntry>) Codecs.of(type);
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object entry) {
        return entry.getClass().getSimpleName();
    }

    @Override
    public byte[] toBinary(Object entry) {
        if (entry instanceof SnapshotChunk chunk) {
            BinaryOutput head = new BinaryOutput(21);
            head.writeByte(CHUNK_VERSION);
            head.writeVarLong(chunk.checkpointId());
            head.writeVarLong(chunk.generation());
            return joined(head, chunk.bytes());
        }
        if (entry instanceof LogEntry logged) {
            BinaryOutput head = new BinaryOutput(11);
            head.writeByte(LOG_VERSION);
            head.writeVarLong(logged.generation());
            return joined(head, logged.bytes());
        }
        Codec<JournalEntry> codec = CODECS.get(manifest(entry));
        if (codec == null) {
            throw new IllegalArgumentException(
                    "no codec for " + entry.getClass().getName());
        }
        BinaryOutput out = new BinaryOutput(512);
        codec.schema().encode(out);
        codec.encode((JournalEntry) entry, out);
        return out.toByteArray();
    }

    /** The bulk is copied once. */
    private static byte[] joined(BinaryOutput head, byte[] bytes) {
        byte[] all = Arrays.copyOf(head.array(), head.size() + bytes.length);
        System.arraycopy(bytes, 0, all, head.size(), bytes.length);
        return all;
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        BinaryInput in = new BinaryInput(bytes);
        if (manifest.equals(CHUNK)) {
            expectVersion("a chunk of a snapshot", in.readByte(), CHUNK_VERSION);
            return new SnapshotChunk(in.readVarLong(), in.readVarLong(), in.readRaw(in.remaining()));
        }
        if (manifest.equals(LOG)) {
            expectVersion("an entry of a log", in.readByte(), LOG_VERSION);
            return new LogEntry(in.readVarLong(), in.readRaw(in.remaining()));
        }
        Codec<JournalEntry> codec = CODECS.get(manifest);
        if (codec == null) {
            throw new NotSerializableException("the journal has an entry of kind '" + manifest + "', this engine knows "
                    + TYPES.keySet() + ": use the version of Penstock that wrote it");
        }
        JournalEntry entry = codec.decoder(Schema.decode(in)).decode(in);
        in.expectEnd();
        return entry;
    }

    private static void expectVersion(String what, byte found, byte expected) throws NotSerializableException {
        if (found != expected) {
            throw new NotSerializableException(what + " has version " + found + ", this engine reads " + expected
                    + ": use the version of Penstock that wrote it");
        }
    }
}
