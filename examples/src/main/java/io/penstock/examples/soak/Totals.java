package io.penstock.examples.soak;

import io.penstock.function.AggregateFunction;

/** Events folded; whole numbers, so that the result does not depend on their order. */
record Totals(long count, long sum, long greatest) {
    static final Totals NONE = new Totals(0, 0, Long.MIN_VALUE);

    Totals plus(Event event) {
        return new Totals(count + 1, sum + event.amount(), Math.max(greatest, event.amount()));
    }

    Totals plus(Totals other) {
        return new Totals(count + other.count, sum + other.sum, Math.max(greatest, other.greatest));
    }

    /** The same for windows. */
    static final class Fold implements AggregateFunction<Event, Totals, Totals> {
        @Override
        public Totals create() {
            return NONE;
        }

        @Override
        public Totals add(Event event, Totals totals) {
            return totals.plus(event);
        }

        @Override
        public Totals merge(Totals left, Totals right) {
            return left.plus(right);
        }

        @Override
        public Totals result(Totals totals) {
            return totals;
        }
    }
}
