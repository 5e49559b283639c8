package io.penstock.workloads;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/** The last value of each key, which comes as the answer to a closing record. */
final class FinalValues implements Results {
    private static final int SHOWN = 5;

    private final AtomicLongArray values;

    FinalValues(int keys) {
        values = new AtomicLongArray(keys);
    }

    @Override
    public void take(long key, long value, long timestamp) {
        if (timestamp == Event.CLOSING) {
            values.set((int) key, value);
        }
    }

    @Override
    public List<String> differences(Results right) {
        AtomicLongArray expected = ((FinalValues) right).values;
        int[] wrong = IntStream.range(0, values.length())
                .filter(key -> values.get(key) != expected.get(key))
                .toArray();
        return wrong.length == 0
                ? List.of()
                : List.of("final values: " + wrong.length + " of " + values.length() + " keys differ, the first "
                        + Arrays.toString(Arrays.copyOf(wrong, Math.min(SHOWN, wrong.length))) + ", key " + wrong[0]
                        + " has " + values.get(wrong[0]) + ", expected " + expected.get(wrong[0]));
    }
}
