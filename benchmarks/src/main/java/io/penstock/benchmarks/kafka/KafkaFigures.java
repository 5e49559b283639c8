package io.penstock.benchmarks.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What was measured of one engine. */
final class KafkaFigures {
    private final String version;
    private final Mode atLeastOnce = new Mode();
    private final Mode exactlyOnce = new Mode();

    /** Of one of the two modes. */
    private static final class Mode {
        private final List<Copies.Copy> copies = new ArrayList<>();
        private VisibleLatency.@Nullable Millis visibleAfter;

        double median(ToDoubleFunction<Copies.Copy> figure) {
            double[] sorted = copies.stream().mapToDouble(figure).sorted().toArray();
            return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
        }

        double millionsPerSecond() {
            return median(Copies.Copy::millionsPerSecond);
        }

        double cpuSecondsPerMillion() {
            return median(Copies.Copy::cpuSecondsPerMillion);
        }

        String latency() {
            VisibleLatency.Millis millis = visibleAfter;
            return millis == null ? "-" : millis.p50() + " / " + millis.p99() + " / " + millis.max();
        }
    }

    /** Of an engine that nothing is known of yet. */
    KafkaFigures(String version) {
        this.version = version;
    }

    private Mode mode(boolean exactly) {
        return exactly ? exactlyOnce : atLeastOnce;
    }

    /** Counts a copy. */
    void add(boolean exactly, Copies.Copy copy) {
        mode(exactly).copies.add(copy);
    }

    void visibleAfter(boolean exactly, VisibleLatency.Millis millis) {
        mode(exactly).visibleAfter = millis;
    }

    /** Exactly once against at least once, by records a second. */
    private double ratio() {
        return exactlyOnce.millionsPerSecond() / atLeastOnce.millionsPerSecond();
    }

    /** For people, with the goals of Penstock. */
    String summary(KafkaOptions options) {
        return String.format(
                Locale.ROOT,
                "%s: exactly once %.3f M/s is %.0f %% of at least once %.3f M/s (goal: 80 %%)%n"
                        + "visible after, at %d records/s with a checkpoint every %d ms, p50 / p99 / max ms: at least once"
                        + " %s, exactly once %s (goal: p99 at most %d ms)",
                version,
                exactlyOnce.millionsPerSecond(),
                100 * ratio(),
                atLeastOnce.millionsPerSecond(),
                options.rate(),
                options.intervalMillis(),
                atLeastOnce.latency(),
                exactlyOnce.latency(),
                options.intervalMillis() + 200);
    }

    /** The columns of a table from the engine to the latencies. */
    String columns(KafkaOptions options) {
        return String.format(
                Locale.ROOT,
                "%s | %.3f | %.2f | %.3f | %.2f | %.2f | %d | %d | %s | %s",
                version,
                atLeastOnce.millionsPerSecond(),
                atLeastOnce.cpuSecondsPerMillion(),
                exactlyOnce.millionsPerSecond(),
                exactlyOnce.cpuSecondsPerMillion(),
                ratio(),
                options.intervalMillis(),
                options.rate(),
                atLeastOnce.latency(),
                exactlyOnce.latency());
    }
}
