package io.penstock.connector.files;

import io.penstock.connector.BadRecordException;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.SplitChangedException;
import java.io.IOException;

/** Records that are cut from lines. */
record LinesFormat<R, T>(FileReader.RecordsFactory<R> format, ParseFunction<R, T> parse) implements RecordFormat<T> {
    @Override
    public RecordReader<T> open(
            StoredFile file, FilePosition position, FileSourceSettings settings, ReadSettings reading)
            throws IOException, SplitChangedException, BadRecordException {
        return FileReader.open(new FileReader.Setup(file, position, settings, reading), format, parse);
    }

    @Override
    public <U> RecordFormat<U> then(ParseFunction<? super T, ? extends U> next) {
        return new LinesFormat<R, U>(format, input -> next.parse(parse.parse(input)));
    }

    @Override
    public boolean canCut() {
        return true;
    }
}
