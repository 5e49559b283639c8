package io.penstock.benchmarks.pause;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * How long tasks were busy with what, in this process; static, as Pekko makes mailboxes by reflection. Thread-safe.
 */
final class Pauses {
    private static final long GREATEST_NANOS = 60_000_000_000L;
    private static final int DIGITS = 3;
    private static final Recorder BARRIERS = new Recorder(GREATEST_NANOS, DIGITS);
    private static final Recorder SLICES = new Recorder(GREATEST_NANOS, DIGITS);
    private static final Recorder RECORDS = new Recorder(GREATEST_NANOS, DIGITS);

    private Pauses() {}

    /** What a message makes a task do. */
    enum Kind {
        /** Take a barrier; the last one of a checkpoint freezes the state and writes the first slice of it. */
        BARRIER,
        /** Write another slice. */
        SLICE,
        /** Anything else: records. */
        RECORDS
    }

    static void lasted(Kind kind, long nanos) {
        Recorder recorder =
                switch (kind) {
                    case BARRIER -> BARRIERS;
                    case SLICE -> SLICES;
                    case RECORDS -> RECORDS;
                };
        recorder.recordValue(Math.min(GREATEST_NANOS, Math.max(0, nanos)));
    }

    /** Nanoseconds of all kinds since they were taken last. */
    record Taken(Histogram barriers, Histogram slices, Histogram records) {}

    /** Takes what was recorded; what follows counts from zero. */
    static Taken take() {
        return new Taken(
                BARRIERS.getIntervalHistogram(), SLICES.getIntervalHistogram(), RECORDS.getIntervalHistogram());
    }
}
