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
        row.append(text.apply(value)).append('\n');
    }
}
