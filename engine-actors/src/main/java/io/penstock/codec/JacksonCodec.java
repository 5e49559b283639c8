package io.penstock.codec;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A frame of CBOR, for classes that are neither records nor have a codec of their own. */
final class JacksonCodec<T> extends StructuredCodec<T> {

    private final JavaType type;
    private final Schema schema;
    private final ObjectWriter writer;
    private final ObjectReader reader;

    private JacksonCodec(JavaType type, Schema schema) {
        this.type = type;
        this.schema = schema;
        this.writer = JacksonMapping.MAPPER.writerFor(type);
        this.reader = JacksonMapping.MAPPER.readerFor(type);
    }

    /**
     * The codec of a class.
     *
     * @param where for the error message, as "component x of record Y"
     * @throws UnsupportedTypeException if Jackson cannot write and read the class
     */
    static Codec<?> of(TypeNode node, String where) {
        JavaType type = JacksonMapping.typeOf(node);
        JacksonMapping.check(type, where);
        return new JacksonCodec<>(type, JacksonSchema.of(type, where));
    }

    @Override
    public void encode(T value, BinaryOutput out) {
        int frame = out.beginFrame();
        try {
            writer.writeValue(new Sink(out), value);
        } catch (IOException | RuntimeException e) {
            throw notWritten(value, e);
        }
        out.endFrame(frame);
    }

    private static RuntimeException notWritten(@Nullable Object value, Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CodecException ours) {
                return ours;
            }
        }
        String name = value == null ? "null" : "a value of " + value.getClass().getName();
        return new UnsupportedTypeException("Jackson cannot write " + name + ": " + e.getMessage(), e);
    }

    @Override
    public T decode(BinaryInput in) {
        int start = in.position();
        BinaryInput frame = in.readFrame();
        T value;
        try {
            value = reader.readValue(frame.array(), frame.position(), frame.remaining());
        } catch (IOException | RuntimeException e) {
            throw new CorruptDataException(
                    start, "CBOR of " + type.toCanonical(), "what Jackson refuses: " + e.getMessage(), e);
        }
        if (value == null) {
            throw new CorruptDataException(start, "CBOR of " + type.toCanonical(), "null");
        }
        return value;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    Decoder<T> resolve(Schema written, Resolution resolution) {
        if (written.kind() != Schema.Kind.OBJECT) {
            throw resolution.refuse(written, "object " + schema.name());
        }
        String difference = JacksonSchema.difference(written, schema);
        if (difference != null) {
            throw resolution.refuse(
                    difference,
                    "Properties may come and go, but not change their type: give the new one another name,"
                            + " or write a CodecProvider that reads both.");
        }
        return this::decode;
    }

    /**
     * From the tree of properties, where neither properties nor elements count in their order: Jackson does not say which
     * arrays were sets. Right for classes whose equals compares what Jackson writes.
     */
    @Override
    public int stableHash(T value) {
        JsonNode tree;
        try {
            tree = JacksonMapping.MAPPER.valueToTree(value);
        } catch (IllegalArgumentException e) {
            throw notWritten(value, e);
        }
        return hash(tree);
    }

    private static int hash(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                int sum = 0;
                Iterator<Map.Entry<String, JsonNode>> fields = node.properties().iterator();
                while (fields.hasNext()) {
                    Map.Entry<String, JsonNode> field = fields.next();
                    sum += StableHash.part(StableHash.ofString(field.getKey()), hash(field.getValue()));
                }
                yield StableHash.mix(sum);
            }
            case ARRAY -> {
                int sum = 0;
                for (JsonNode each : node) {
                    sum += StableHash.mix(hash(each) + 1);
                }
                yield StableHash.mix(sum);
            }
            case NUMBER -> number(node);
            case BOOLEAN -> StableHash.ofLong(node.booleanValue() ? 1 : 0);
            case NULL, MISSING -> 0;
            default -> StableHash.ofString(node.asText());
        };
    }

    private static int number(JsonNode node) {
        if (node.isIntegralNumber()) {
            return node.canConvertToLong()
                    ? StableHash.ofLong(node.longValue())
                    : StableHash.ofString(node.bigIntegerValue().toString());
        }
        return node.isBigDecimal()
                ? Codecs.BIG_DECIMAL.stableHash(node.decimalValue())
                : StableHash.ofDouble(node.doubleValue());
    }

    private static final class Sink extends OutputStream {
        private final BinaryOutput out;

        Sink(BinaryOutput out) {
            this.out = out;
        }

        @Override
        public void write(int b) {
            out.writeByte(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            out.writeRaw(bytes, offset, length);
        }
    }
}
