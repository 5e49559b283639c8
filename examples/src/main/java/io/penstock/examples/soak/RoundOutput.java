package io.penstock.examples.soak;

import io.penstock.examples.crash.Comparison;
import io.penstock.examples.crash.CsvOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the job of a round has written, compared with what it should have.
 *
 * @param rows of all sinks
 * @param problem lines for reading; none if all is as it should be
 */
record RoundOutput(int rows, List<String> problem) {
    private static final int MOST_SHOWN = 10;

    /** @param expected the rows by sink, as {@link Shape#expected} gives them */
    static RoundOutput of(RoundFiles files, Map<String, List<String>> expected) throws IOException {
        List<String> problem = new ArrayList<>();
        int rows = 0;
        for (Map.Entry<String, List<String>> sink : new TreeMap<>(expected).entrySet()) {
            List<String> actual = CsvOutput.rows(files.output(sink.getKey()));
            rows += actual.size();
            Comparison comparison = Comparison.of(sink.getValue(), actual);
            if (!comparison.identical()) {
                problem.add(
                        "sink " + sink.getKey() + ": " + comparison.missing().size() + " rows missing, "
                                + comparison.extra().size() + " extra");
                problem.addAll(comparison.describe(MOST_SHOWN));
            }
        }
        List<Path> leftBehind = files.written(expected.keySet()).leftBehind();
        leftBehind.stream().limit(MOST_SHOWN).forEach(path -> problem.add("left behind  " + path));
        return new RoundOutput(rows, problem);
    }
}
