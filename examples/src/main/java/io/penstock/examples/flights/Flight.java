package io.penstock.examples.flights;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.regex.Pattern;

/**
 * One flight.
 *
 * @param scheduledDepartureMillis local time at the origin, taken as if it were UTC, in milliseconds since the epoch
 * @param origin IATA code of the airport of departure
 * @param destination IATA code of the airport of arrival
 * @param delayMinutes how late it left; negative if early
 */
public record Flight(
        long scheduledDepartureMillis, String origin, String destination, int distanceMiles, int delayMinutes) {
    /** The first line of a file of flights. */
    public static final String HEADER = "scheduled_departure,origin,destination,distance_miles,delay_minutes";

    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm").withResolverStyle(ResolverStyle.STRICT);
    private static final Pattern IATA = Pattern.compile("[A-Z]{3}");

    /**
     * Reads a line with the columns of {@link #HEADER}.
     *
     * @throws IllegalArgumentException naming the column, what it holds and what it may hold
     */
    public static Flight parse(String line) {
        String[] fields = line.split(",", -1);
        if (fields.length != 5) {
            throw new IllegalArgumentException(
                    "a flight has 5 fields (" + HEADER + "), this line has " + fields.length);
        }
        int distance = wholeNumber("distance_miles", fields[3]);
        if (distance < 0) {
            throw new IllegalArgumentException("distance_miles is " + distance + ", expected 0 or more");
        }
        return new Flight(
                departure(fields[0]),
                airport("origin", fields[1]),
                airport("destination", fields[2]),
                distance,
                wholeNumber("delay_minutes", fields[4]));
    }

    private static long departure(String field) {
        try {
            return LocalDateTime.parse(field, MINUTES).toInstant(ZoneOffset.UTC).toEpochMilli();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "scheduled_departure is '" + field + "', expected a time such as 2001-01-31T06:30", e);
        }
    }

    private static String airport(String column, String field) {
        if (!IATA.matcher(field).matches()) {
            throw new IllegalArgumentException(column + " is '" + field + "', expected three capital letters");
        }
        // 20,000 flights share 200 airports.
        return field.intern();
    }

    private static int wholeNumber(String column, String field) {
        try {
            return Integer.parseInt(field);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(column + " is '" + field + "', expected a whole number", e);
        }
    }
}
