package io.penstock.examples.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The airport-days with the greatest mean delay, as an aligned table. A pure function of the rows of the result. */
final class WorstDays {
    private WorstDays() {}

    private record Row(
            String airport, String day, long departures, double meanDelay, int greatestDelay, double lateShare) {
        static Row parse(String line) {
            String[] fields = line.split(",", -1);
            if (fields.length != 6) {
                throw new IllegalArgumentException(
                        "a row of the result has 6 fields, this one has " + fields.length + ": '" + line + "'");
            }
            return new Row(
                    fields[0],
                    fields[1],
                    Long.parseLong(fields[2]),
                    Double.parseDouble(fields[3]),
                    Integer.parseInt(fields[4]),
                    Double.parseDouble(fields[5]));
        }
    }

    /**
     * @param most how many are shown
     * @param leastDepartures days with fewer say little and are left out
     */
    static List<String> table(List<String> rows, int most, int leastDepartures) {
        List<String> lines = new ArrayList<>();
        lines.add("airport  day         departures  mean delay  greatest     late");
        rows.stream()
                .map(Row::parse)
                .filter(row -> row.departures() >= leastDepartures)
                .sorted(Comparator.comparingDouble(Row::meanDelay)
                        .reversed()
                        .thenComparing(Row::airport)
                        .thenComparing(Row::day))
                .limit(most)
                .forEach(row -> lines.add(String.format(
                        Locale.ROOT,
                        "%-7s  %-10s  %10d  %6.1f min  %4d min  %5.1f %%",
                        row.airport(),
                        row.day(),
                        row.departures(),
                        row.meanDelay(),
                        row.greatestDelay(),
                        row.lateShare() * 100)));
        return lines;
    }
}
