package io.penstock.workloads;

import java.util.stream.IntStream;

/** {@link TickedCount} in a plain loop. */
final class PlainTickedCount implements PlainLoop {
    private final Generator[] parts;
    private final long[] done;
    private final long[] counts;
    private final Outputs.Lane lane;

    PlainTickedCount(Workload definition, RunSettings settings, Outputs.Lane lane) {
        this.lane = lane;
        parts = IntStream.range(0, settings.parallelism())
                .mapToObj(part -> definition.part(settings, part))
                .toArray(Generator[]::new);
        done = new long[parts.length];
        counts = new long[settings.keys()];
    }

    @Override
    public void advance(long[] upTo) {
        for (int part = 0; part < parts.length; part++) {
            for (long number = done[part]; number < upTo[part]; number++) {
                take(parts[part].event(number));
            }
            done[part] = upTo[part];
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
        lane.take(event.key(), ++counts[(int) event.key()], event.timestamp());
    }
}
