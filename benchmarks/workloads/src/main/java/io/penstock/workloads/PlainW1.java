package io.penstock.workloads;

import java.util.stream.IntStream;

/** W1 in a plain loop. */
final class PlainW1 implements PlainLoop {
    private final Generator[] parts;
    private final long[] done;
    private final LongSums sums;
    private final Outputs.Lane lane;

    PlainW1(RunSettings settings, Outputs.Lane lane) {
        this.lane = lane;
        W1 definition = new W1();
        parts = IntStream.range(0, settings.parallelism())
                .mapToObj(part -> definition.part(settings, part))
                .toArray(Generator[]::new);
        done = new long[parts.length];
        sums = new LongSums(settings.keys());
    }

    @Override
    public void advance(long[] counts) {
        for (int part = 0; part < parts.length; part++) {
            for (long number = done[part]; number < counts[part]; number++) {
                take(parts[part].event(number));
            }
            done[part] = counts[part];
        }
    }

    @Override
    public void close() {
        for (Generator part : parts) {
            for (int index = 0; index < part.closings(); index++) {
                take(part.closing(index));
            }
        }
    }

    private void take(Event event) {
        long mapped = W1.map(event.value());
        if (W1.keep(mapped)) {
            lane.take(event.key(), sums.add(event.key(), mapped), event.timestamp());
        }
    }
}
