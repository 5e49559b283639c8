package io.penstock.connector.generator;

import java.util.function.LongSupplier;

/** How many records are due. What was not made in time is made up for, up to a tenth of a second. */
final class Pace {
    private static final long LONGEST_DEBT_NANOS = 100_000_000;

    private final double nanosPerRecord;
    private final LongSupplier nanos;
    /** Up to when the records that were made are paid for. */
    private double paidUntil;

    private final long began;

    Pace(double perSecond, LongSupplier nanos) {
        this.nanosPerRecord = 1e9 / perSecond;
        this.nanos = nanos;
        this.began = nanos.getAsLong();
    }

    /** How many may be made now, at most {@code wanted}; they count as made. */
    int take(int wanted) {
        long now = nanos.getAsLong() - began;
        paidUntil = Math.max(paidUntil, now - Math.max(LONGEST_DEBT_NANOS, nanosPerRecord));
        int due = (int) Math.min(wanted, Math.max(0, (now - paidUntil) / nanosPerRecord));
        paidUntil += due * nanosPerRecord;
        return due;
    }
}
