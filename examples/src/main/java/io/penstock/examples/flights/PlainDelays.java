package io.penstock.examples.flights;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The delays per airport and day in one loop over the file, with a map and nothing of Penstock, not even the parser of
 * the job: what the job's output is compared with.
 */
public final class PlainDelays {
    private PlainDelays() {}

    /**
     * The rows of the result as CSV lines without a header, sorted as text.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if a line is no flight; gives the number of the line
     */
    public static List<String> rows(Path input) throws IOException {
        // airport,day -> departures, sum of delays, greatest delay, late departures
        Map<String, long[]> totals = new HashMap<>();
        try (BufferedReader reader = Files.newBufferedReader(input)) {
            reader.readLine(); // the header
            int number = 1;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                String[] fields = line.split(",", -1);
                if (fields.length != 5 || fields[0].length() != 16) {
                    throw new IllegalArgumentException(input + " line " + number + " is no flight: '" + line + "'");
                }
                long delay = Long.parseLong(fields[4]);
                long[] t = totals.computeIfAbsent(
                        fields[1] + "," + fields[0].substring(0, 10), key -> new long[] {0, 0, Long.MIN_VALUE, 0});
                t[0]++;
                t[1] += delay;
                t[2] = Math.max(t[2], delay);
                t[3] += delay > 15 ? 1 : 0;
            }
        }
        List<String> rows = new ArrayList<>(totals.size());
        totals.forEach((key, t) ->
                rows.add(key + "," + t[0] + "," + (double) t[1] / t[0] + "," + t[2] + "," + (double) t[3] / t[0]));
        rows.sort(null);
        return rows;
    }
}
