package io.penstock.examples.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Two outputs compared as multisets of rows. Pure.
 *
 * @param missing rows that were expected and are not there, as often as they are missing
 * @param extra rows that are there and were not expected
 */
public record Comparison(List<String> missing, List<String> extra) {
    public static Comparison of(List<String> expected, List<String> actual) {
        Map<String, Integer> balance = new TreeMap<>();
        expected.forEach(row -> balance.merge(row, 1, Integer::sum));
        actual.forEach(row -> balance.merge(row, -1, Integer::sum));
        List<String> missing = new ArrayList<>();
        List<String> extra = new ArrayList<>();
        balance.forEach((row, count) -> {
            for (int i = 0; i < Math.abs(count); i++) {
                (count > 0 ? missing : extra).add(row);
            }
        });
        return new Comparison(missing, extra);
    }

    public boolean identical() {
        return missing.isEmpty() && extra.isEmpty();
    }

    /** The difference for reading: at most {@code most} rows of each kind, and how many more. */
    public List<String> describe(int most) {
        List<String> lines = new ArrayList<>();
        describe(lines, "missing", missing, most);
        describe(lines, "extra", extra, most);
        return lines;
    }

    private static void describe(List<String> lines, String what, List<String> rows, int most) {
        rows.stream().limit(most).forEach(row -> lines.add(what + "  " + row));
        if (rows.size() > most) {
            lines.add(what + "  and " + (rows.size() - most) + " more");
        }
    }
}
