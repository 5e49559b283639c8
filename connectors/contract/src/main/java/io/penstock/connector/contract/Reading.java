package io.penstock.connector.contract;

import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import java.time.Duration;
import java.util.List;

/** Reads sources as a task would. */
public final class Reading {
    /** Task 0 of source {@code source} of job {@code job}. */
    public static final ReadSettings SETTINGS = new ReadSettings("job", "source", 0, () -> {});

    private static final int ROOM = 64;

    private Reading() {}

    /** All records of all splits of a bounded source, in order. */
    public static <T, S> ListBuffer<T> all(Source<T, S> source) throws Exception {
        ListBuffer<T> out = new ListBuffer<>();
        for (S split : source.splits()) {
            rest(source, split, ROOM, out);
        }
        return out;
    }

    /**
     * What a bounded split holds from its position on.
     *
     * @param room how many records each call may add
     */
    public static <T, S> ListBuffer<T> rest(Source<T, S> source, S split, int room, ListBuffer<T> out)
            throws Exception {
        try (ReadingTask<T, S> task = new ReadingTask<>(source, List.of(split), Duration.ofSeconds(20))) {
            while (!task.isFinished()) {
                task.turn(room, out);
            }
        }
        return out;
    }

    /**
     * A split from its position on, which is to hold so many records more, and not one beyond.
     *
     * @throws AssertionError if they do not come within {@code patience}
     */
    static <T, S> List<T> exactly(int records, Source<T, S> source, S split, int room, Duration patience)
            throws Exception {
        ListBuffer<T> out = new ListBuffer<>();
        try (ReadingTask<T, S> task = new ReadingTask<>(source, List.of(split), patience)) {
            boolean bounded = source.traits().bounded();
            // Up to the end, and not for ever if it repeats itself; or up to the last record.
            while (!task.isFinished()
                    && (bounded ? out.values().size() <= records : out.values().size() < records)) {
                task.turn(room, out);
            }
            if (!task.isFinished()) {
                // Without an end, one call more shows that nothing follows.
                task.turn(room, out);
            }
        }
        return out.values();
    }

    /** What one call gave. */
    record Turn<S>(S position, ReadStatus status, double progress) {}
}
