package io.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

class MetricsLineTest {
    private static String line(String json) throws Exception {
        return MetricsLine.of(new JsonMapper().readTree(json));
    }

    @Test
    void bytesCountsAndTimesAreSaidAsWhatTheyAre() throws Exception {
        assertThat(line("""
                {"bytesRead": 31400, "lagRecords": 1204,
                 "commits": {"count": 4, "totalMillis": 10.0, "greatestMillis": 6.25}}""")).isEqualTo("bytesRead 31.4 kB  lagRecords 1,204  commits 4 (mean 3 ms, greatest 6 ms)");
    }

    @Test
    void metricsThatHaveCountedNothingAreLeftOut() throws Exception {
        assertThat(line("""
                {"failures": 0, "commits": {"count": 0, "totalMillis": 0.0, "greatestMillis": 0.0}}""")).isEmpty();
    }
}
