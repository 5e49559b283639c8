package io.penstock.workloads;

/**
 * A running sum per key: source, map (value x 3 + 1), filter (keeps 7 of 8), key, sum, counting sink.
 *
 * <p>Each part of the source has its own keys: so every running sum is determined, and the sum over all outputs can be
 * checked exactly. When a part is at its end it closes: one more record for each of its keys, whose output is the final
 * sum of that key.
 */
public final class W1 implements Workload {
    @Override
    public String name() {
        return "W1";
    }

    public static long map(long value) {
        return value * 3 + 1;
    }

    /** Keeps 7 of 8. */
    public static boolean keep(long mapped) {
        return (mapped & 7) != 0;
    }

    static long value(long mixed) {
        return mixed & 0xFFFF;
    }

    @Override
    public Generator part(RunSettings settings, int part) {
        return new Part(part, settings.parallelism(), Lanes.keysOf(part, settings.parallelism(), settings.keys()));
    }

    @Override
    public Results results(RunSettings settings) {
        return new FinalValues(settings.keys());
    }

    @Override
    public PlainLoop plain(RunSettings settings, Outputs.Lane lane) {
        return new PlainW1(settings, lane);
    }

    private record Part(int part, int parts, int closings) implements Generator {
        @Override
        public Event event(long number) {
            long mixed = Mix.mix(number * parts + part);
            return new Event(Lanes.key(Mix.below(mixed, closings), part, parts), value(mixed), number);
        }

        @Override
        public Event closing(int index) {
            // The value passes the filter.
            return Lanes.closing(index, part, parts, 0);
        }
    }
}
