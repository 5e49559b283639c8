package io.penstock.connector.contract;

import io.penstock.connector.RecordBatch;
import io.penstock.function.ProcessContext;
import java.util.Collections;
import java.util.List;

/** A batch for writers. */
public record ListBatch<T>(List<T> values, List<Long> timestampsMillis) implements RecordBatch<T> {
    public ListBatch {
        values = List.copyOf(values);
        timestampsMillis = List.copyOf(timestampsMillis);
        if (values.size() != timestampsMillis.size()) {
            throw new IllegalArgumentException(
                    values.size() + " values and " + timestampsMillis.size() + " event times: expected one for each");
        }
    }

    /** Records without event times. */
    public ListBatch(List<T> values) {
        this(values, Collections.nCopies(values.size(), ProcessContext.NO_TIMESTAMP));
    }

    /** Records without event times. */
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
        return timestampsMillis.get(index);
    }
}
