package io.penstock.examples.flights;

import io.penstock.function.AggregateFunction;

/** Folds flights into the totals that the figures of an airport and day follow from. */
public final class DelayStats implements AggregateFunction<Flight, DelayStats.Totals, DelayStats.Totals> {
    /** A flight counts as late if it left more than this many minutes after its time. */
    public static final int LATE_AFTER_MINUTES = 15;

    /**
     * What snapshots hold. Whole numbers only, so that the result does not depend on the order of the flights.
     *
     * @param greatestDelay {@code Integer.MIN_VALUE} while there is no flight
     * @param late flights that left more than {@link #LATE_AFTER_MINUTES} late
     */
    public record Totals(long departures, long delayMinutes, int greatestDelay, long late) {
        static final Totals NONE = new Totals(0, 0, Integer.MIN_VALUE, 0);
    }

    @Override
    public Totals create() {
        return Totals.NONE;
    }

    @Override
    public Totals add(Flight flight, Totals totals) {
        int delay = flight.delayMinutes();
        return new Totals(
                totals.departures() + 1,
                totals.delayMinutes() + delay,
                Math.max(totals.greatestDelay(), delay),
                totals.late() + (delay > LATE_AFTER_MINUTES ? 1 : 0));
    }

    @Override
    public Totals merge(Totals left, Totals right) {
        return new Totals(
                left.departures() + right.departures(),
                left.delayMinutes() + right.delayMinutes(),
                Math.max(left.greatestDelay(), right.greatestDelay()),
                left.late() + right.late());
    }

    @Override
    public Totals result(Totals totals) {
        return totals;
    }
}
