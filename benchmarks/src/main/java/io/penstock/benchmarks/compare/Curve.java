package io.penstock.benchmarks.compare;

import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What grows while all else of W1 on Penstock stays the same.
 *
 * @param name such as {@code keys}
 * @param axis what grows, in words
 * @param heap the same for all points, so that only one thing grows
 * @param settings of Penstock, {@code name=value}, where they are not the usual ones
 * @param points in growing order
 */
record Curve(String name, String axis, String heap, List<String> settings, List<Point> points) {
    private static final int FEW_KEYS = 1_000;
    private static final List<Curve> ALL = List.of(
            new Curve(
                    "parallelism",
                    "tasks per operator, 1,000 keys",
                    "2g",
                    List.of(),
                    points(x -> new Point(label(x), x, FEW_KEYS, x, 0), 1, 2, 4)),
            // The plain loop's table of 10 million keys is in the same heap.
            new Curve(
                    "keys",
                    "keys, parallelism 2",
                    "6g",
                    List.of(),
                    points(x -> new Point(label(x), x, x, 2, 0), 1_000, 10_000, 100_000, 1_000_000, 10_000_000)),
            new Curve(
                    "operators",
                    "trivial operators behind the source, an actor each (fusion off), 1,000 keys, parallelism 2",
                    "2g",
                    List.of("penstock.job.fuse-stateless=off"),
                    points(x -> new Point(label(x), x, FEW_KEYS, 2, x), 1, 2, 5, 10, 20)),
            new Curve(
                    "channels",
                    "channels of an exchange of n senders with n receivers, 1,000 keys",
                    "2g",
                    List.of(),
                    points(Curve::exchange, 2, 4, 8, 16)),
            // Each task may keep so much of what it has sent: with their number, that grows too.
            new Curve(
                    "channels-direct",
                    "channels as before, and nothing retained behind them",
                    "2g",
                    List.of("penstock.task.retained-bytes=0"),
                    points(Curve::exchange, 2, 4, 8, 16)));

    Curve {
        settings = List.copyOf(settings);
        points = List.copyOf(points);
    }

    /**
     * One measurement's place on a curve.
     *
     * @param label what is shown for it
     * @param x what grows
     * @param parallelism tasks per operator
     * @param passes trivial operators behind the source
     */
    record Point(String label, int x, int keys, int parallelism, int passes) {}

    static List<String> names() {
        return ALL.stream().map(Curve::name).toList();
    }

    static Curve named(String name) {
        return ALL.stream()
                .filter(one -> one.name.equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("there is no curve " + name + ", there are " + names()));
    }

    private static List<Point> points(IntFunction<Point> point, int... values) {
        return IntStream.of(values).mapToObj(point).toList();
    }

    private static Point exchange(int n) {
        return new Point(n + "x" + n, n * n, FEW_KEYS, n, 0);
    }

    private static String label(int x) {
        return String.format(Locale.ROOT, "%,d", x);
    }
}
