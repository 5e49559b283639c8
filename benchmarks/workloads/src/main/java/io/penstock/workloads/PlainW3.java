package io.penstock.workloads;

import java.util.Arrays;
import java.util.stream.IntStream;

/** W3 in a plain loop. */
final class PlainW3 implements PlainLoop {
    private static final Event[] NOBODY = {};

    private final Generator[] parts;
    private final long[] done;
    private final Outputs.Lane lane;
    /** By key; 0 = has not come. */
    private final long[] persons;

    private final Event[][] waiting;
    private final int[] waitingCount;

    PlainW3(RunSettings settings, Outputs.Lane lane) {
        this.lane = lane;
        W3 definition = new W3();
        parts = IntStream.range(0, settings.parallelism())
                .mapToObj(part -> definition.part(settings, part))
                .toArray(Generator[]::new);
        done = new long[parts.length];
        persons = new long[settings.keys()];
        waiting = new Event[settings.keys()][];
        Arrays.fill(waiting, NOBODY);
        waitingCount = new int[settings.keys()];
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
    public void close() {}

    private void take(Event event) {
        int key = (int) event.key();
        long person = persons[key];
        if (W3.isPerson(event.value())) {
            persons[key] = event.value();
            for (int i = 0; i < waitingCount[key]; i++) {
                join(event.value(), waiting[key][i]);
            }
            waitingCount[key] = 0;
            waiting[key] = NOBODY;
        } else if (person != 0) {
            join(person, event);
        } else {
            if (waitingCount[key] == waiting[key].length) {
                waiting[key] = Arrays.copyOf(waiting[key], 4 + 2 * waitingCount[key]);
            }
            waiting[key][waitingCount[key]++] = event;
        }
    }

    private void join(long person, Event auction) {
        lane.take(auction.key(), W3.join(person, auction.value()), auction.timestamp());
    }
}
