package io.penstock.connector;

import java.util.List;

/** A batch without event times. */
public record ListBatch<T>(List<T> values) implements RecordBatch<T> {
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T> ListBatch<T> of(T... values) {
        return new ListBatch<>(List.of(values));
    }

    @Override
    public int size() {
        return values.size();
    }

    @Override
    public T value(int index) {
        return values.get(index);
    }

    @Override
    public long timestampMillis(int index) {
        return Long.MIN_VALUE;
    }
}
