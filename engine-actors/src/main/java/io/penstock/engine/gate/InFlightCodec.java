package io.penstock.engine.gate;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.BinaryOutput;
import io.penstock.codec.Codec;
import io.penstock.codec.Decoder;
import io.penstock.codec.Schema;
import io.penstock.codec.SizeLimitException;
import io.penstock.codec.UnsupportedTypeException;
import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import io.penstock.engine.element.InFlight;
import io.penstock.engine.element.Keys;
import io.penstock.engine.state.KeyGroups;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is on its way into blocks of a snapshot, and reads it. A block is a watermark or a batch:
 *
 * <pre>
 *  +---+---------------------+
 *  | 1 | watermark, 8 bytes  |
 *  +---+---------------------+
 *  +---+---------+------------------------+--------+---------------+-------------------------------------+
 *  | 2 | classes | name, schema, of each  | keyed? | schema of key | records: class, value, time, key    |
 *  +---+---------+------------------------+--------+---------------+-------------------------------------+
 * </pre>
 *
 * where a record has the number of its class only if there are several, and a key only if the batch has keys. Not
 * thread-safe: owned by its task.
 */
public final class InFlightCodec {
    private static final byte WATERMARK = 1;
    private static final byte BATCH = 2;

    private final RecordTypes types;
    private final int mostBytes;

    /**
     * @param loader finds the classes of the job
     * @param mostBytes what may be written in one go: what waits in one output channel, or in front of one task
     */
    public InFlightCodec(ClassLoader loader, int mostBytes) {
        this.types = new RecordTypes(loader);
        this.mostBytes = mostBytes;
    }

    /**
     * Writes elements; of those that are neither batches nor watermarks nothing is to be kept.
     *
     * @param from the first record of the first batch that counts
     * @param keys how keys are written, where the batches have some
     * @throws NotRecordableException if a record is of a class that cannot be written, or it is too much
     */
    public InFlight write(List<? extends Element> elements, int from, @Nullable Codec<Object> keys)
            throws NotRecordableException {
        List<byte[]> blocks = new ArrayList<>();
        int left = mostBytes;
        int start = from;
        for (Element element : elements) {
            if (element instanceof Batch batch) {
                byte[] block = block(batch, start, keys, left);
                start = 0;
                left -= block.length;
                blocks.add(block);
            } else if (element instanceof Element.Watermark watermark) {
                BinaryOutput out = new BinaryOutput(1 + Long.BYTES);
                out.writeByte(WATERMARK);
                out.writeLong(watermark.timeMillis());
                blocks.add(out.toByteArray());
            }
        }
        return new InFlight(blocks);
    }

    private byte[] block(Batch batch, int from, @Nullable Codec<Object> keys, int left) throws NotRecordableException {
        try {
            BinaryOutput out = new BinaryOutput(Math.min(4096, left), left);
            out.writeByte(BATCH);
            write(batch, from, keys, out);
            return out.toByteArray();
        } catch (SizeLimitException e) {
            throw new NotRecordableException("it is more than " + mostBytes + " bytes", e);
        } catch (RuntimeException e) {
            // What a codec or an accessor of the job's own classes throws is no reason to fail: the barrier can wait.
            throw new NotRecordableException(String.valueOf(e.getMessage()), e);
        }
    }

    private void write(Batch batch, int from, @Nullable Codec<Object> keys, BinaryOutput out) {
        int size = batch.size();
        Map<Class<?>, Integer> numbers = new LinkedHashMap<>();
        for (int i = from; i < size; i++) {
            Class<?> type = RecordTypes.typeOf(batch.value(i));
            numbers.putIfAbsent(type, numbers.size());
        }
        List<Codec<Object>> codecs = new ArrayList<>();
        out.writeVarInt(numbers.size());
        for (Class<?> type : numbers.keySet()) {
            Codec<Object> codec = types.of(type);
            codecs.add(codec);
            out.writeUtf8(type.getName());
            codec.schema().encode(out);
        }
        boolean keyed = batch.isKeyed();
        if (keyed && keys == null) {
            throw new UnsupportedTypeException("a batch has keys where no codec for them is known");
        }
        out.writeBoolean(keyed);
        if (keyed && keys != null) {
            keys.schema().encode(out);
        }
        out.writeVarInt(size - from);
        for (int i = from; i < size; i++) {
            Object value = batch.value(i);
            int number = 0;
            if (codecs.size() > 1) {
                number = numbers.getOrDefault(RecordTypes.typeOf(value), 0);
                out.writeVarInt(number);
            }
            codecs.get(number).encode(value, out);
            out.writeLong(batch.timestampMillis(i));
            if (keyed && keys != null) {
                keys.encode(batch.keys().key(i), out);
            }
        }
    }

    /**
     * Reads a block.
     *
     * @param keys the codec of the receiver's keys, or null if it has none
     * @param batchLimit that of the batch that is made, if it is no more than that
     * @throws io.penstock.codec.CodecException if the bytes are broken or a class does not fit any more
     */
    public Element read(byte[] block, @Nullable Codec<Object> keys, int batchLimit) {
        BinaryInput in = new BinaryInput(block);
        byte kind = in.readByte();
        Element element;
        if (kind == WATERMARK) {
            element = new Element.Watermark(in.readLong());
        } else if (kind == BATCH) {
            element = readBatch(in, keys, batchLimit);
        } else {
            throw new IllegalStateException("a snapshot has records on their way of kind " + kind
                    + ", this engine reads " + WATERMARK + " and " + BATCH
                    + ": start the job with the version of Penstock that wrote it");
        }
        in.expectEnd();
        return element;
    }

    private Batch readBatch(BinaryInput in, @Nullable Codec<Object> keys, int batchLimit) {
        int classes = in.readLength("classes");
        List<Decoder<Object>> decoders = new ArrayList<>();
        for (int i = 0; i < classes; i++) {
            decoders.add(types.named(in.readUtf8(), Schema.decode(in)));
        }
        Decoder<Object> keyDecoder = null;
        if (in.readBoolean()) {
            if (keys == null) {
                throw new IllegalStateException("records with keys are on their way to an operator without keys");
            }
            keyDecoder = keys.decoder(Schema.decode(in));
        }
        int size = in.readLength("records");
        int limit = Math.max(batchLimit, size);
        Batch batch = keys == null || keyDecoder == null
                ? Batch.plain(size, limit)
                : Batch.keyedLike(KeySpread.isLong(keys) ? Keys.numbers(0) : Keys.objects(0), size, limit);
        for (int i = 0; i < size; i++) {
            int number = classes > 1 ? in.readVarInt() : 0;
            if (number < 0 || number >= classes) {
                throw new IllegalStateException("a record on its way has class number " + number + " of " + classes);
            }
            Object value = decoders.get(number).decode(in);
            long timestamp = in.readLong();
            if (keys == null || keyDecoder == null) {
                batch.add(value, timestamp);
            } else {
                Object key = keyDecoder.decode(in);
                batch.add(value, timestamp, key, KeyGroups.mix(keys.stableHash(key)));
            }
        }
        return batch;
    }
}
