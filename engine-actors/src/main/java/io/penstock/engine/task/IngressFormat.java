package io.penstock.engine.task;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.BinaryOutput;
import io.penstock.codec.Codec;
import io.penstock.codec.Decoder;
import io.penstock.codec.Schema;
import io.penstock.connector.DeadLetter;
import io.penstock.engine.element.Batch;
import io.penstock.engine.task.SourceSplits.Fetched;
import io.penstock.function.ProcessContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * How what was read from a source in one go is written into its ingress journal: version, schema of the records, whether
 * they have times, the records, those that could not be read, how many were left out.
 */
final class IngressFormat {
    private static final byte VERSION = 1;

    private final Codec<Object> codec;
    private final byte[] schema;
    private final int batchSize;

    IngressFormat(Codec<Object> codec, int batchSize) {
        this.codec = codec;
        this.batchSize = batchSize;
        BinaryOutput out = new BinaryOutput(128);
        codec.schema().encode(out);
        this.schema = out.toByteArray();
    }

    /**
     * Where in a lane of an ingress journal we are: the last entry of which all records were sent, and how many of those
     * of the next one were.
     */
    record Place(int lane, long sequence, int records) {
        /** Where a lane that nothing was sent of begins. */
        static Place start(int lane) {
            return new Place(lane, 0, 0);
        }

        @Override
        public String toString() {
            return "entry " + sequence + " + " + records + " of ingress lane " + lane;
        }
    }

    byte[] encode(Collection<Fetched> fetched) {
        BinaryOutput out = new BinaryOutput(4096);
        out.writeByte(VERSION);
        out.writeRaw(schema, 0, schema.length);
        boolean timed = fetched.stream().anyMatch(one -> isTimed(one.batch()));
        out.writeBoolean(timed);
        out.writeVarInt(fetched.stream().mapToInt(one -> one.batch().size()).sum());
        for (Fetched one : fetched) {
            Batch batch = one.batch();
            for (int i = 0; i < batch.size(); i++) {
                if (timed) {
                    out.writeLong(batch.timestampMillis(i));
                }
                codec.encode(batch.value(i), out);
            }
        }
        List<DeadLetter> letters =
                fetched.stream().flatMap(one -> one.letters().stream()).toList();
        out.writeVarInt(letters.size());
        for (DeadLetter letter : letters) {
            out.writeUtf8(letter.source());
            out.writeUtf8(letter.coordinates());
            out.writeUtf8(letter.content());
            out.writeUtf8(letter.cause());
        }
        out.writeVarInt(fetched.stream().mapToInt(Fetched::skipped).sum());
        return out.toByteArray();
    }

    private static boolean isTimed(Batch batch) {
        for (int i = 0; i < batch.size(); i++) {
            if (batch.timestampMillis(i) != ProcessContext.NO_TIMESTAMP) {
                return true;
            }
        }
        return false;
    }

    /**
     * Reads an entry back.
     *
     * @param sent where the lane stands before it; records of the entry that were sent are left out
     */
    ArrayDeque<Fetched> decode(byte[] bytes, Place sent) {
        BinaryInput in = new BinaryInput(bytes);
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IllegalStateException("the entry behind " + sent + " has version " + version
                    + ", this engine reads " + VERSION + ": start the job with the version of Penstock that wrote it");
        }
        Decoder<Object> decoder = codec.decoder(Schema.decode(in));
        boolean timed = in.readBoolean();
        int records = in.readLength("records");
        ArrayDeque<Batch> batches = new ArrayDeque<>();
        for (int i = 0; i < records; i++) {
            long time = timed ? in.readLong() : ProcessContext.NO_TIMESTAMP;
            Object value = decoder.decode(in);
            if (i < sent.records()) {
                continue;
            }
            if (batches.isEmpty() || batches.getLast().isFull()) {
                batches.add(Batch.plain(Math.min(batchSize, records - i), batchSize));
            }
            batches.getLast().add(value, time);
        }
        int count = in.readLength("letters");
        List<DeadLetter> letters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            letters.add(new DeadLetter(in.readUtf8(), in.readUtf8(), in.readUtf8(), in.readUtf8()));
        }
        int skipped = in.readVarInt();
        in.expectEnd();
        return placed(batches, letters, skipped, sent);
    }

    /** The same for what was just written: each batch with where the lane stands behind it. */
    static ArrayDeque<Fetched> placed(Collection<Fetched> fetched, Place sent) {
        List<Batch> batches = fetched.stream()
                .map(Fetched::batch)
                .filter(batch -> !batch.isEmpty())
                .toList();
        List<DeadLetter> letters =
                fetched.stream().flatMap(one -> one.letters().stream()).toList();
        return placed(
                batches, letters, fetched.stream().mapToInt(Fetched::skipped).sum(), sent);
    }

    /** What could not be read goes with the end of the entry, so that it is sent once, whatever cuts the entry. */
    private static ArrayDeque<Fetched> placed(
            Collection<Batch> batches, List<DeadLetter> letters, int skipped, Place sent) {
        ArrayDeque<Fetched> placed = new ArrayDeque<>();
        int records = sent.records();
        for (Batch batch : batches) {
            records += batch.size();
            placed.add(new Fetched(batch, new Place(sent.lane(), sent.sequence(), records), List.of(), 0, -1));
        }
        placed.add(
                new Fetched(Batch.plain(1, 1), new Place(sent.lane(), sent.sequence() + 1, 0), letters, skipped, -1));
        return placed;
    }
}
