package io.penstock.examples.flights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainDelaysTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    @SuppressWarnings("NullAway.Init")
    private Path input;

    @BeforeEach
    void input() {
        input = dir.resolve("flights.csv");
    }

    @Test
    void groupsByAirportAndDayAndSortsRows() throws IOException {
        Files.writeString(input, """
                scheduled_departure,origin,destination,distance_miles,delay_minutes
                2001-01-01T23:59,MDW,STL,251,-8
                2001-01-02T00:00,MDW,STL,251,16
                2001-01-01T00:00,BNA,MCI,491,15
                2001-01-01T06:20,MDW,MCI,491,30
                2001-01-01T06:20,MDW,BNA,395,1
                """);
        assertThat(PlainDelays.rows(input))
                .containsExactly(
                        "BNA,2001-01-01,1,15.0,15,0.0",
                        "MDW,2001-01-01,3,7.666666666666667,30,0.3333333333333333",
                        "MDW,2001-01-02,1,16.0,16,1.0");
    }

    @Test
    void aLineThatIsNoFlightIsNamedByItsNumber() throws IOException {
        Files.writeString(input, "header\n2001-01-01T06:20,MDW,BNA,395,1\nbroken\n");
        assertThatThrownBy(() -> PlainDelays.rows(input)).hasMessageContaining("flights.csv line 3 is no flight");
    }
}
