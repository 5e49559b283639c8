package io.penstock.connector.files;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name of a committed file: {@code <prefix>-<epoch>-<lane>-<part><suffix>}. Ordered by epoch, lane and part. */
record FileName(String prefix, long epoch, int lane, int part, String suffix) implements Comparable<FileName> {
    private static final Pattern NAME = Pattern.compile("(.+)-(\\d{10,18})-(\\d{1,9})-(\\d{1,9})(\\.[A-Za-z0-9.]+)");

    static Optional<FileName> parse(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(new FileName(
                matcher.group(1),
                Long.parseLong(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                Integer.parseInt(matcher.group(4)),
                matcher.group(5)));
    }

    @Override
    public int compareTo(FileName other) {
        int order = Long.compare(epoch, other.epoch);
        order = order != 0 ? order : Integer.compare(lane, other.lane);
        order = order != 0 ? order : Integer.compare(part, other.part);
        return order != 0 ? order : toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return prefix + String.format("-%010d-%d-%d", epoch, lane, part) + suffix;
    }
}
