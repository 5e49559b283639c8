package io.penstock.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0",
                "0.04 | 0.0",
                "0.5 | 0.5",
                "9.96 | 10.0",
                "950 | 950",
                "12345 | 12,345",
                "99999 | 99,999",
                "99999.6 | 100 k",
                "999499 | 999 k",
                "999500 | 1.00 M",
                "20500000 | 20.50 M"
            })
    void rateHasAtMostSevenCharacters(double perSecond, String text) {
        assertThat(Figures.rate(perSecond)).isEqualTo(text).hasSizeLessThanOrEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "31400, 31.4 kB",
        "999949, 999.9 kB",
        "999950, 1.0 MB",
        "2000000000, 2.0 GB",
        "3000000000000000, 3000.0 TB"
    })
    void bytesInPowersOfTen(long bytes, String text) {
        assertThat(Figures.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "-5, 0 ms",
        "999, 999 ms",
        "1000, 1.0 s",
        "59999, 59.9 s",
        "60000, 1 min 00 s",
        "245000, 4 min 05 s",
        "7380000, 2 h 03 min"
    })
    void durationInTheUnitThatFits(long millis, String text) {
        assertThat(Figures.duration(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @Test
    void percentSaysHundredOnlyOfAll() {
        assertThat(Figures.percent(0.99999)).isEqualTo("99.9 %");
        assertThat(Figures.percent(1)).isEqualTo("100.0 %");
        assertThat(Figures.percent(1.5)).isEqualTo("100.0 %");
        assertThat(Figures.percent(-1)).isEqualTo("0.0 %");
    }

    @Test
    void watermarkNamesBothEnds() {
        assertThat(Figures.watermark(Long.MIN_VALUE)).isEqualTo("-");
        assertThat(Figures.watermark(Long.MAX_VALUE)).isEqualTo("end");
        assertThat(Figures.watermark(0)).isEqualTo("1970-01-01 00:00:00");
    }
}
