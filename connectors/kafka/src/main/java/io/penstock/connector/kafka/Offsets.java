package io.penstock.connector.kafka;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Places in the partitions of topics: where a source begins, or where it ends. */
public sealed interface Offsets {
    /** The first record that Kafka still has. */
    static Offsets earliest() {
        return new Earliest();
    }

    /** Behind the last record that there is when the job starts. */
    static Offsets latest() {
        return new Latest();
    }

    /** The first record with that time or a later one; behind the last record if there is none. */
    static Offsets at(Instant time) {
        return new AtTime(time);
    }

    /**
     * Offsets by {@code topic-partition}, for instance {@code orders-3}. Partitions that are not named begin at their first
     * record, or end behind their last.
     */
    static Offsets of(Map<String, Long> offsets) {
        offsets.forEach((partition, offset) -> {
            if (offset < 0 || !partition.matches("[A-Za-z0-9._-]+-[0-9]+")) {
                throw new IllegalArgumentException(
                        "offsets are given as topic-partition = 0 or more, not as " + partition + " = " + offset);
            }
        });
        return new Given(new TreeMap<>(offsets));
    }

    record Earliest() implements Offsets {}

    record Latest() implements Offsets {}

    record AtTime(Instant time) implements Offsets {}

    record Given(Map<String, Long> offsets) implements Offsets {}
}
