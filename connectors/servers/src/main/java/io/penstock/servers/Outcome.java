package io.penstock.servers;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a target holds, compared with what it should.
 *
 * @param expected how many records there should be
 * @param missing how many of these are not there
 * @param repeated how many are there beyond their number
 * @param unknown how many are there that should not be at all
 */
public record Outcome(int expected, int missing, int repeated, int unknown) {
    /** Compares multisets. */
    public static Outcome of(List<String> expected, List<String> found) {
        Map<String, Integer> left = new HashMap<>();
        expected.forEach(value -> left.merge(value, 1, Integer::sum));
        int unknown = 0;
        for (String value : found) {
            if (left.computeIfPresent(value, (same, count) -> count - 1) == null) {
                unknown++;
            }
        }
        int missing = 0;
        int repeated = 0;
        for (int count : left.values()) {
            missing += Math.max(0, count);
            repeated += Math.max(0, -count);
        }
        return new Outcome(expected.size(), missing, repeated, unknown);
    }

    public boolean isExact() {
        return isSuperset() && repeated == 0;
    }

    public boolean isSuperset() {
        return missing == 0 && unknown == 0;
    }

    public boolean isSubset() {
        return repeated == 0 && unknown == 0;
    }

    @Override
    public String toString() {
        String word = unknown > 0
                ? "wrong"
                : isExact() ? "exact" : isSuperset() ? "superset" : isSubset() ? "subset" : "some lost, some repeated";
        return word + " of " + expected + ": " + missing + " missing, " + repeated + " repeated, " + unknown
                + " unknown";
    }
}
