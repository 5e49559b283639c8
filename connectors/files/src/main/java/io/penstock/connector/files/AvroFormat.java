package io.penstock.connector.files;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/** Avro container files. */
final class AvroFormat<T> implements FileFormat<T> {
    private static final int DEFLATE_LEVEL = 6;
    private static final int ZSTD_LEVEL = 3;

    private final Schema schema;
    private final Function<? super T, ? extends GenericRecord> record;

    AvroFormat(Schema schema, Function<? super T, ? extends GenericRecord> record) {
        if (schema.getType() != Schema.Type.RECORD) {
            throw new IllegalArgumentException("the schema of an Avro file must be that of a record, not " + schema);
        }
        this.schema = schema;
        this.record = record;
    }

    @Override
    public boolean compressesItself() {
        return true;
    }

    @Override
    public RecordEncoder<T> begin(OutputStream out, Compression compression) throws IOException {
        DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema));
        writer.setCodec(
                switch (compression) {
                    case NONE -> CodecFactory.nullCodec();
                    case GZIP -> CodecFactory.deflateCodec(DEFLATE_LEVEL);
                    case ZSTD -> CodecFactory.zstandardCodec(ZSTD_LEVEL);
                });
        writer.create(schema, out);
        return new Encoder<>(record, writer);
    }

    private record Encoder<T>(Function<? super T, ? extends GenericRecord> record, DataFileWriter<GenericRecord> writer)
            implements RecordEncoder<T> {
        @Override
        public boolean write(T value, long room) throws IOException {
            if (room <= 0) {
                return false;
            }
            GenericRecord made = record.apply(value);
            if (made == null) {
                throw new IllegalArgumentException("the function of FileSink.avro gave null for " + value
                        + ": filter the record out before the sink");
            }
            writer.append(made);
            return true;
        }

        @Override
        public void finish() throws IOException {
            writer.close();
        }
    }
}
