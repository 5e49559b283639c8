package io.penstock.simulation;

/** An event and the running count and sum of its key, this event included. */
record Running(long unique, long key, long amount, long count, long sum) {
    static Running of(Event event) {
        return new Running(event.unique(), event.key(), event.amount(), 1, event.amount());
    }

    /** The same event on its way to other keys. */
    Running regrouped() {
        return new Running(unique, unique % 3, amount, 1, amount);
    }

    Running plus(Running next) {
        return new Running(next.unique, key, next.amount, count + next.count, sum + next.sum);
    }
}
