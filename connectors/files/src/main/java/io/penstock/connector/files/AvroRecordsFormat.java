package io.penstock.connector.files;

import io.penstock.connector.ReadSettings;
import io.penstock.connector.SplitChangedException;
import java.io.IOException;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/** Records of Avro container files. */
record AvroRecordsFormat<T>(Optional<Schema> schema, ParseFunction<GenericRecord, T> parse) implements RecordFormat<T> {
    @Override
    public RecordReader<T> open(
            StoredFile file, FilePosition position, FileSourceSettings settings, ReadSettings reading)
            throws IOException, SplitChangedException {
        return AvroReader.open(new FileReader.Setup(file, position, settings, reading), schema.orElse(null), parse);
    }

    @Override
    public <U> RecordFormat<U> then(ParseFunction<? super T, ? extends U> next) {
        return new AvroRecordsFormat<U>(schema, input -> next.parse(parse.parse(input)));
    }

    @Override
    public boolean canCut() {
        return false;
    }
}
