package io.penstock.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.node.view.Figures;
import java.time.Duration;
import java.util.StringJoiner;

/**
 * The metrics of an operator as a person reads them; those that have counted nothing are left out.
 *
 * <pre>
 * bytesRead 31.4 kB  commits 7 (mean 3 ms, greatest 12 ms)  lagRecords 1,204
 * </pre>
 */
final class MetricsLine {
    private MetricsLine() {}

    /** @param metrics as {@code status --json} has them */
    static String of(JsonNode metrics) {
        StringJoiner line = new StringJoiner("  ");
        metrics.properties().forEach(metric -> {
            JsonNode value = metric.getValue();
            long count = value.isObject() ? value.path("count").asLong() : value.asLong();
            if (count != 0) {
                line.add(
                        metric.getKey() + " " + (value.isObject() ? durations(value) : amount(metric.getKey(), count)));
            }
        });
        return line.toString();
    }

    private static String amount(String name, long value) {
        return name.startsWith("bytes") || name.endsWith("Bytes") ? Figures.bytes(value) : Figures.count(value);
    }

    private static String durations(JsonNode value) {
        long count = value.path("count").asLong();
        return Figures.count(count) + " (mean "
                + duration(value.path("totalMillis").asDouble() / count) + ", greatest "
                + duration(value.path("greatestMillis").asDouble()) + ")";
    }

    private static String duration(double millis) {
        return Figures.duration(Duration.ofMillis(Math.round(millis)));
    }
}
