package io.penstock.connector.files;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.OutputStream;

/** One JSON value in each line. */
final class JsonFormat<T> implements FileFormat<T> {
    private final ObjectWriter writer;

    JsonFormat(ObjectWriter writer) {
        this.writer = writer;
    }

    /**
     * How JSON is read and written where no mapper is given: times as ISO 8601; fields that a class does not have are
     * passed over; a primitive that is missing or null is an error, and so is what follows a value.
     */
    static ObjectMapper mapper() {
        return JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    @Override
    public RecordEncoder<T> begin(OutputStream out, Compression compression) {
        return new Encoder<>(writer, out);
    }

    @Override
    public boolean compressesItself() {
        return false;
    }

    private static final class Encoder<T> implements RecordEncoder<T> {
        private final ObjectWriter writer;
        private final OutputStream out;

        Encoder(ObjectWriter writer, OutputStream out) {
            this.writer = writer;
            this.out = out;
        }

        @Override
        public boolean write(T value, long room) throws IOException {
            byte[] bytes = writer.writeValueAsBytes(value);
            if (bytes.length + 1L > room) {
                return false;
            }
            for (byte each : bytes) {
                if (each == '\n') {
                    throw new IllegalArgumentException("the mapper of FileSink.jsonLines wrote a line end inside of "
                            + value + ": give one that does not indent its output");
                }
            }
            out.write(bytes);
            out.write('\n');
            return true;
        }

        @Override
        public void finish() {}
    }
}
