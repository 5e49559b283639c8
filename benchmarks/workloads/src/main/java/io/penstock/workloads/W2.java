package io.penstock.workloads;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hot items (Nexmark 5): the count per key in sliding windows of event time, then the greatest of each window, of equal
 * ones that with the lowest key. Half of the records are on 100 hot keys, the rest on as many others as the settings say.
 * Records come in the order of their event times within a part. An output is the key, its count and the end of its window.
 */
public final class W2 implements Workload {
    public static final long SIZE_MILLIS = 10_000;
    public static final long SLIDE_MILLIS = 2_000;
    static final int RECORDS_A_MILLI = 100;
    static final int HOT_KEYS = 100;

    @Override
    public String name() {
        return "W2";
    }

    /** Of two keys' counts in a window the greater one. */
    public static boolean isGreater(long key, long count, long otherKey, long otherCount) {
        return count > otherCount || (count == otherCount && key < otherKey);
    }

    @Override
    public Generator part(RunSettings settings, int part) {
        return new Part(part, settings.parallelism(), settings.keys());
    }

    @Override
    public Results results(RunSettings settings) {
        return new Winners();
    }

    @Override
    public PlainLoop plain(RunSettings settings, Outputs.Lane lane) {
        return new PlainW2(settings, lane);
    }

    private record Part(int part, int parts, int coldKeys) implements Generator {
        @Override
        public Event event(long number) {
            long ofAll = number * parts + part;
            long mixed = Mix.mix(ofAll);
            long key = (mixed & 1) == 0 ? Mix.below(mixed, HOT_KEYS) : HOT_KEYS + Mix.below(mixed, coldKeys);
            return new Event(key, 1, ofAll / RECORDS_A_MILLI);
        }

        @Override
        public int closings() {
            return 0;
        }

        @Override
        public Event closing(int index) {
            throw new IndexOutOfBoundsException("W2 has no closing records, " + index + " was asked for");
        }
    }

    /** By the end of each window. */
    private static final class Winners implements Results {
        private static final int SHOWN = 5;

        private final Map<Long, Winner> byEnd = new ConcurrentHashMap<>();

        private record Winner(long key, long count) {}

        @Override
        public void take(long key, long value, long timestamp) {
            byEnd.put(timestamp, new Winner(key, value));
        }

        @Override
        public List<String> differences(Results right) {
            Map<Long, Winner> expected = ((Winners) right).byEnd;
            TreeSet<Long> wrong = new TreeSet<>(byEnd.keySet());
            wrong.addAll(expected.keySet());
            wrong.removeIf(end -> Objects.equals(byEnd.get(end), expected.get(end)));
            return wrong.stream()
                    .limit(SHOWN)
                    .map(end -> "window to " + end + ": " + byEnd.get(end) + ", expected " + expected.get(end) + " ("
                            + wrong.size() + " windows differ)")
                    .toList();
        }
    }
}
