package io.penstock.persistence.store;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Names of files and run directories. Chronicle numbers its files by hours; ours are hours of a clock that moves one hour
 * whenever a file is full, so the name of segment n is that of the n-th hour since 1970. The wall clock plays no part.
 */
public final class SegmentName {
    /** How long Chronicle thinks a file is written to. */
    public static final long CYCLE_MILLIS = 3_600_000L;

    static final String EXTENSION = ".cq4";
    private static final String RUN_PREFIX = "run-";
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuuMMdd-HH'F'").withZone(ZoneOffset.UTC);

    private SegmentName() {}

    /** The name of a segment's file within its run directory. */
    public static String fileOf(int segment) {
        return FORMAT.format(Instant.ofEpochMilli(segment * CYCLE_MILLIS)) + EXTENSION;
    }

    /** The number in a file's name; 0 if it is none of ours. */
    static int numberOf(String file) {
        try {
            String stem = file.substring(0, Math.max(0, file.length() - EXTENSION.length()));
            return (int) (LocalDateTime.parse(stem, FORMAT).toEpochSecond(ZoneOffset.UTC) * 1000 / CYCLE_MILLIS);
        } catch (DateTimeException e) {
            return 0;
        }
    }

    static String runOf(int firstSegment) {
        return RUN_PREFIX + String.format("%010d", firstSegment);
    }

    static boolean isRun(String directory) {
        return directory.matches(RUN_PREFIX + "\\d{10}");
    }
}
