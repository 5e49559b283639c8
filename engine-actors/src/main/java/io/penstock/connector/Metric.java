package io.penstock.connector;

/** What a metric says at a moment. */
public sealed interface Metric {
    /** What this and the same metric of another task say together. */
    Metric and(Metric other);

    /** A sum since the start of the process. */
    record Count(long value) implements Metric {
        @Override
        public Count and(Metric other) {
            return new Count(value + ((Count) other).value);
        }
    }

    /** How much there is now; of several tasks, the sum. */
    record Level(long value) implements Metric {
        @Override
        public Level and(Metric other) {
            return new Level(value + ((Level) other).value);
        }
    }

    /** How long something took, since the start of the process. */
    record Durations(long count, long totalNanos, long greatestNanos) implements Metric {
        @Override
        public Durations and(Metric other) {
            Durations more = (Durations) other;
            return new Durations(
                    count + more.count, totalNanos + more.totalNanos, Math.max(greatestNanos, more.greatestNanos));
        }
    }
}
