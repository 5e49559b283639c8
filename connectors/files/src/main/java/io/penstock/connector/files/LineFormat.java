package io.penstock.connector.files;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One line of text for each record. */
record LineFormat<T>(Function<? super T, String> text) implements RowFormat<T> {
    @Override
    public @Nullable String header() {
        return null;
    }

    @Override
    public void append(T value, StringBuilder row) {
        String line = text.apply(value);
        if (line == null) {
            throw new IllegalArgumentException("the function of FileSink.lines gave null for " + value
                    + ": filter the record out before the sink, or give an empty line");
        }
        row.append(line).append('\n');
    }
}
