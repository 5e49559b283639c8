package io.penstock.connector.files;

import com.fasterxml.jackson.databind.ObjectReader;
import io.penstock.connector.BadRecordException;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.SplitChangedException;
import java.io.IOException;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/**
 * How records are cut from the bytes of files and parsed, wherever the files are stored. Shared by all readers, so it
 * keeps nothing that changes.
 *
 * @param <T> the records
 */
public interface RecordFormat<T> {
    /** Each line, without its line end. */
    static RecordFormat<String> lines() {
        return new LinesFormat<String, String>(LineRecords::new, line -> line);
    }

    /** Each record of RFC 4180. */
    static RecordFormat<CsvRecord> csv() {
        return new LinesFormat<CsvRecord, CsvRecord>(CsvRecords::new, record -> record);
    }

    /** The JSON value of each line. */
    static <T> RecordFormat<T> jsonLines(Class<T> type) {
        ObjectReader reader = JsonFormat.mapper().readerFor(type);
        return new LinesFormat<T, T>(
                (scanner, settings) -> new JsonRecords<>(scanner, settings, reader), record -> record);
    }

    /** The records of Avro container files, in this schema if one is given, else each in the one of its file. */
    static RecordFormat<GenericRecord> avro(Optional<Schema> schema) {
        return new AvroRecordsFormat<>(schema, record -> record);
    }

    /**
     * Opens a file at a position.
     *
     * @param file stands at its beginning; closed with the reader, and also if this fails
     */
    RecordReader<T> open(StoredFile file, FilePosition position, FileSourceSettings settings, ReadSettings reading)
            throws IOException, SplitChangedException, BadRecordException;

    /** As this, with another value made of each record. */
    <U> RecordFormat<U> then(ParseFunction<? super T, ? extends U> next);

    /** False if a position in the middle of a file can only be found by reading it from its beginning. */
    boolean canCut();
}
