package io.penstock.examples.flights;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * The delays of one airport on one day: a line of the result.
 *
 * @param day by scheduled departure, local time
 * @param departures flights that left; at least 1
 * @param meanDelay in minutes
 * @param greatestDelay in minutes
 * @param lateShare share of the flights that left more than {@link DelayStats#LATE_AFTER_MINUTES} late, 0 to 1
 */
public record DelaysByDay(
        String airport, LocalDate day, long departures, double meanDelay, int greatestDelay, double lateShare) {

    static DelaysByDay of(String airport, long dayStartMillis, DelayStats.Totals totals) {
        return new DelaysByDay(
                airport,
                Instant.ofEpochMilli(dayStartMillis).atOffset(ZoneOffset.UTC).toLocalDate(),
                totals.departures(),
                (double) totals.delayMinutes() / totals.departures(),
                totals.greatestDelay(),
                (double) totals.late() / totals.departures());
    }
}
