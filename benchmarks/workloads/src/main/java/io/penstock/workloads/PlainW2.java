package io.penstock.workloads;

import java.util.TreeMap;
import java.util.stream.IntStream;

/** W2 in a plain loop: counts by panes of one slide, of which a window is five. */
final class PlainW2 implements PlainLoop {
    private static final int PANES = (int) (W2.SIZE_MILLIS / W2.SLIDE_MILLIS);

    private final Generator[] parts;
    private final long[] done;
    private final int keys;
    private final Outputs.Lane lane;
    /** By number: event times from pane x slide on. */
    private final TreeMap<Long, int[]> panes = new TreeMap<>();

    private long nextWindow;
    private long paneAt = -1;
    private int[] pane = {};

    PlainW2(RunSettings settings, Outputs.Lane lane) {
        this.lane = lane;
        W2 definition = new W2();
        parts = IntStream.range(0, settings.parallelism())
                .mapToObj(part -> definition.part(settings, part))
                .toArray(Generator[]::new);
        done = new long[parts.length];
        keys = W2.HOT_KEYS + settings.keys();
    }

    @Override
    public void advance(long[] counts) {
        boolean more = true;
        for (long number = IntStream.range(0, parts.length)
                        .mapToLong(part -> done[part])
                        .min()
                        .orElse(0);
                more;
                number++) {
            more = false;
            for (int part = 0; part < parts.length; part++) {
                if (number >= done[part] && number < counts[part]) {
                    take(parts[part].event(number));
                    done[part] = number + 1;
                }
                more |= done[part] < counts[part];
            }
        }
        closeWindows(IntStream.range(0, parts.length)
                .mapToLong(part ->
                        done[part] == 0 ? 0 : parts[part].event(done[part] - 1).timestamp())
                .min()
                .orElse(0));
    }

    private void take(Event event) {
        long at = event.timestamp() / W2.SLIDE_MILLIS;
        if (at != paneAt) {
            paneAt = at;
            pane = panes.computeIfAbsent(at, number -> new int[keys]);
        }
        pane[(int) event.key()]++;
    }

    /** Windows that end at or before {@code time}. A window is known by its last pane. */
    private void closeWindows(long time) {
        for (; !panes.isEmpty() && (nextWindow + 1) * W2.SLIDE_MILLIS <= time; nextWindow++) {
            int[] counts = new int[keys];
            for (int[] one :
                    panes.subMap(nextWindow - PANES + 1, true, nextWindow, true).values()) {
                for (int key = 0; key < keys; key++) {
                    counts[key] += one[key];
                }
            }
            int greatest = 0;
            for (int key = 1; key < keys; key++) {
                if (W2.isGreater(key, counts[key], greatest, counts[greatest])) {
                    greatest = key;
                }
            }
            if (counts[greatest] > 0) {
                lane.take(greatest, counts[greatest], (nextWindow + 1) * W2.SLIDE_MILLIS);
            }
            panes.headMap(nextWindow - PANES + 1, true).clear();
        }
    }

    @Override
    public void close() {
        closeWindows(panes.isEmpty() ? 0 : (panes.lastKey() + PANES) * W2.SLIDE_MILLIS);
    }
}
