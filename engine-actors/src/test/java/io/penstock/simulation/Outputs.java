package io.penstock.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the output of a branch must be, given its input: computed again from the input alone, in no way that the engine
 * has. Each check adds what is wrong, at most a few lines of it.
 */
final class Outputs {
    private static final int LINES = 3;

    /** How much of the output is there. */
    enum Extent {
        /** All of it: the job is finished. */
        WHOLE,
        /** What follows from the input, but for what is in the state of operators. */
        CUT,
        /** Not even that: records are on their way. */
        PART
    }

    private Outputs() {}

    private static void compare(
            String what, Map<?, Integer> expected, Map<?, Integer> found, Extent extent, List<String> wrong) {
        Set<Object> all = new HashSet<>(expected.keySet());
        all.addAll(found.keySet());
        List<String> lines = new ArrayList<>();
        for (Object one : all) {
            int should = expected.containsKey(one) ? expected.get(one) : 0;
            int is = found.containsKey(one) ? found.get(one) : 0;
            if (extent == Extent.PART ? is > should : is != should) {
                lines.add(what + ": " + one + " is there " + is + " times, expected " + should);
            }
        }
        lines.sort(null);
        wrong.addAll(lines.subList(0, Math.min(LINES, lines.size())));
    }

    private static <T> Map<T, Integer> count(List<T> all) {
        Map<T, Integer> counts = new HashMap<>();
        all.forEach(one -> counts.merge(one, 1, Integer::sum));
        return counts;
    }

    /** Each event that came in comes out, once. */
    static void events(String sink, List<Event> in, List<Object> out, Extent extent, List<String> wrong) {
        compare(sink, count(in), count(out), extent, wrong);
    }

    /** Each event comes out once, and by key the counts are 1 to n and each sum is the one before and the amount. */
    static void sums(String sink, List<Running> in, List<Object> out, Extent extent, List<String> wrong) {
        int before = wrong.size();
        compare(
                sink,
                count(in.stream().map(Running::unique).toList()),
                count(out.stream().map(o -> ((Running) o).unique()).toList()),
                extent,
                wrong);
        // Where some are on their way, those that are there need not follow on each other.
        if (wrong.size() > before || extent == Extent.PART) {
            return;
        }
        Map<Long, TreeMap<Long, Running>> byKey = new HashMap<>();
        for (Object one : out) {
            Running running = (Running) one;
            Running same =
                    byKey.computeIfAbsent(running.key(), key -> new TreeMap<>()).put(running.count(), running);
            if (same != null && wrong.size() < before + LINES) {
                wrong.add(sink + ": count " + running.count() + " of key " + running.key() + " twice: " + same + ", "
                        + running);
            }
        }
        byKey.forEach((key, running) -> {
            long count = 0;
            long sum = 0;
            for (Running next : running.values()) {
                count++;
                sum += next.amount();
                if ((next.count() != count || next.sum() != sum) && wrong.size() < before + LINES) {
                    wrong.add(sink + ": " + next + ", expected count " + count + " and sum " + sum);
                }
            }
        });
    }

    /**
     * Each window of a key fires at most once, with nothing but events that came in and belong to it; at the end each
     * event is in all its windows or was late.
     *
     * @param slide windows start at its multiples
     * @param late events that came too late for their window
     * @param extent how much of the output is there
     */
    static void windows(
            String sink,
            List<Event> in,
            long slide,
            List<Object> out,
            List<Object> late,
            Extent extent,
            List<String> wrong) {
        int before = wrong.size();
        compare(sink + " windows", Map.of(), repeated(out), extent, wrong);
        Map<String, Integer> expected = new HashMap<>();
        for (Event event : in) {
            long last = Math.floorDiv(event.timeMillis(), slide) * slide;
            for (long start = last; start > event.timeMillis() - Shape.WINDOW_MILLIS; start -= slide) {
                expected.merge(name(event.key(), start, event.unique()), 1, Integer::sum);
            }
        }
        Map<String, Integer> found = new HashMap<>();
        for (Object one : out) {
            Fired fired = (Fired) one;
            fired.events().forEach(event -> found.merge(name(fired.key(), fired.start(), event), 1, Integer::sum));
        }
        for (Object one : late) {
            Event event = (Event) one;
            long start = Math.floorDiv(event.timeMillis(), slide) * slide;
            found.merge(name(event.key(), start, event.unique()), 1, Integer::sum);
        }
        if (extent != Extent.WHOLE) {
            // What has not fired yet is in the state.
            expected.forEach((name, count) -> found.putIfAbsent(name, count));
        }
        if (wrong.size() == before) {
            compare(sink, expected, found, extent, wrong);
        }
    }

    private static Map<String, Integer> repeated(List<Object> out) {
        Map<String, Integer> windows = new HashMap<>();
        for (Object one : out) {
            Fired fired = (Fired) one;
            windows.merge("key " + fired.key() + " from " + fired.start(), 1, Integer::sum);
        }
        windows.values().removeIf(count -> count == 1);
        return windows;
    }

    private static String name(long key, long start, long event) {
        return "event " + event + " in the window of key " + key + " from " + start;
    }
}
