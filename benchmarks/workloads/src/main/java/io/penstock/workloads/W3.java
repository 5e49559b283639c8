package io.penstock.workloads;

/**
 * An incremental join (Nexmark 3): of four records one is a person and three are auctions of the person with their key. An
 * auction whose person has come is joined at once; else it waits for it. A later person of the same key takes the place of
 * the earlier one, for the auctions that follow. What waits is never given up.
 *
 * <p>Each part of the source has its own keys, so it is determined which person each auction meets.
 */
public final class W3 implements Workload {
    private static final int RECORDS_TO_A_PERSON = 4;

    @Override
    public String name() {
        return "W3";
    }

    /** Persons have negative values, auctions none. */
    public static boolean isPerson(long value) {
        return value < 0;
    }

    /** The value of an output. */
    public static long join(long person, long auction) {
        return person * 31 + auction;
    }

    @Override
    public Generator part(RunSettings settings, int part) {
        return new Part(part, settings.parallelism(), Lanes.keysOf(part, settings.parallelism(), settings.keys()));
    }

    @Override
    public Results results(RunSettings settings) {
        return new FinalValues(0);
    }

    @Override
    public PlainLoop plain(RunSettings settings, Outputs.Lane lane) {
        return new PlainW3(settings, lane);
    }

    private record Part(int part, int parts, int keys) implements Generator {
        @Override
        public Event event(long number) {
            long mixed = Mix.mix(number * parts + part);
            long value = mixed & 0xFFFF;
            return new Event(
                    Lanes.key(Mix.below(mixed, keys), part, parts),
                    number % RECORDS_TO_A_PERSON == 0 ? -1 - value : value,
                    number);
        }

        @Override
        public int closings() {
            return 0;
        }

        @Override
        public Event closing(int index) {
            throw new IndexOutOfBoundsException("W3 has no closing records, " + index + " was asked for");
        }
    }
}
