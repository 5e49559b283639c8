package io.penstock.node.view;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers as a person reads them, the same in every locale. */
public final class Figures {
    private static final DateTimeFormatter EVENT_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private Figures() {}

    /** {@code 1,234,567}. */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** At most seven characters: {@code 0}, {@code 0.5}, {@code 950}, {@code 12,345}, {@code 1.23 M}. */
    public static String rate(double perSecond) {
        if (perSecond <= 0) {
            return "0";
        }
        if (perSecond < 10) {
            return String.format(Locale.ROOT, "%.1f", perSecond);
        }
        if (perSecond < 99_999.5) {
            return String.format(Locale.ROOT, "%,.0f", perSecond);
        }
        return perSecond < 999_500
                ? String.format(Locale.ROOT, "%.0f k", perSecond / 1e3)
                : String.format(Locale.ROOT, "%.2f M", perSecond / 1e6);
    }

    /** {@code 512 B}, {@code 31.4 kB}, {@code 2.0 MB}, {@code 1.5 GB}; powers of ten. */
    public static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double value = bytes / 1e3;
        String unit = "kB";
        for (String next : new String[] {"MB", "GB", "TB"}) {
            if (value < 999.95) {
                break;
            }
            value /= 1e3;
            unit = next;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, unit);
    }

    /** {@code 12 ms}, {@code 3.4 s}, {@code 4 min 05 s}, {@code 2 h 03 min}. A negative time is shown as none. */
    public static String duration(Duration duration) {
        long millis = Math.max(0, duration.toMillis());
        if (millis < 1000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return String.format(Locale.ROOT, "%.1f s", Math.floor(millis / 100.0) / 10);
        }
        if (millis < 3_600_000) {
            return String.format(Locale.ROOT, "%d min %02d s", millis / 60_000, millis / 1000 % 60);
        }
        return String.format(Locale.ROOT, "%d h %02d min", millis / 3_600_000, millis / 60_000 % 60);
    }

    /** {@code 52.3 %}; rounded down, so that 100 % is said only of all. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", Math.floor(Math.min(1, Math.max(0, share)) * 1000) / 10);
    }

    /** A watermark as a time, {@code -} before the first one, {@code end} when the input is at its end. */
    public static String watermark(long millis) {
        if (millis == Long.MIN_VALUE) {
            return "-";
        }
        return millis == Long.MAX_VALUE ? "end" : EVENT_TIME.format(Instant.ofEpochMilli(millis));
    }
}
