package io.penstock.workloads;

/**
 * Workloads at a steady rate: records are due at ticks of a millisecond, spread evenly over all keys, and are counted by key.
 * Each part of the source visits its keys in a fixed order, all of them before any again. An output is a key, its count, and
 * the tick of the record. Closing records are counted like others, and their outputs are the final counts.
 */
final class TickedCount implements Workload {
    /** Before the first tick, no records. */
    static final Workload LATENCY = new TickedCount("W4", false);

    /** Before the first tick, one record for each key, as fast as can be. */
    static final Workload CHECKPOINT_COST = new TickedCount("W6", true);

    /** The same, and the keyed operator fails now and then. */
    static final Workload RECOVERY = new TickedCount("W5", true);

    /** Prime, so that it visits all keys, whose number it must not divide. */
    private static final long STRIDE = 7_919;

    private final String name;
    private final boolean filled;

    private TickedCount(String name, boolean filled) {
        this.name = name;
        this.filled = filled;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean ticked() {
        return true;
    }

    @Override
    public boolean failing() {
        return this == RECOVERY;
    }

    @Override
    public long fill(RunSettings settings, int part) {
        return filled ? Lanes.keysOf(part, settings.parallelism(), settings.keys()) : 0;
    }

    @Override
    public Generator part(RunSettings settings, int part) {
        if (settings.perTick() == 0) {
            throw new IllegalArgumentException(name + " needs a rate, got " + settings);
        }
        int keys = Lanes.keysOf(part, settings.parallelism(), settings.keys());
        if (keys % STRIDE == 0) {
            throw new IllegalArgumentException(
                    "the keys of a part must not be a multiple of " + STRIDE + ", but part " + part + " has " + keys);
        }
        return new Part(part, settings.parallelism(), keys, fill(settings, part), settings.perTick());
    }

    @Override
    public Results results(RunSettings settings) {
        return new FinalValues(settings.keys());
    }

    @Override
    public PlainLoop plain(RunSettings settings, Outputs.Lane lane) {
        return new PlainTickedCount(this, settings, lane);
    }

    private record Part(int part, int parts, int closings, long fill, int perTick) implements Generator {
        @Override
        public Event event(long number) {
            return new Event(
                    Lanes.key(number * STRIDE % closings, part, parts), 1, Math.floorDiv(number - fill, perTick));
        }

        @Override
        public Event closing(int index) {
            return Lanes.closing(index, part, parts, 1);
        }
    }
}
