package io.penstock.connector.files;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/**
 * How records become files, wherever these are stored. Shared by all lanes, so it keeps nothing that changes.
 *
 * @param <T> the records
 */
public interface FileFormat<T> {
    /** One line for each record, in UTF-8. */
    static <T> FileFormat<T> lines(Function<? super T, String> text) {
        return new TextFormat<>(new LineFormat<>(text));
    }

    /** CSV with a column for each component of a record class; see {@link FileSink#csv(java.nio.file.Path, Class)}. */
    static <R extends Record> FileFormat<R> csv(Class<R> type) {
        return csv(RecordColumns.of(type));
    }

    /** CSV with these columns. */
    static <T> FileFormat<T> csv(List<CsvColumn<T>> columns) {
        return new TextFormat<>(new CsvFormat<>(columns));
    }

    /** One JSON value in each line, in UTF-8, with times of {@code java.time} as ISO 8601. */
    static <T> FileFormat<T> jsonLines(Class<T> type) {
        return new JsonFormat<>(JsonFormat.mapper().writerFor(type));
    }

    /** One JSON value in each line, as this mapper writes it. */
    static <T> FileFormat<T> jsonLines(ObjectMapper mapper) {
        return new JsonFormat<>(mapper.writer());
    }

    /** Avro container files; they compress their blocks themselves. */
    static <T> FileFormat<T> avro(Schema schema, Function<? super T, ? extends GenericRecord> record) {
        return new AvroFormat<>(schema, record);
    }

    /**
     * Begins a file.
     *
     * @param compression of the sink; the bytes that are written to {@code out} are compressed already if {@link
     *     #compressesItself} is false
     */
    RecordEncoder<T> begin(OutputStream out, Compression compression) throws IOException;

    /** True if compression is a matter of the format's own, inside the file: then the file's name does not tell of it. */
    boolean compressesItself();
}
