package io.penstock.examples.flights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlightTest {
    @Test
    void readsALine() {
        assertThat(Flight.parse("2001-01-01T06:30,MDW,STL,251,-8"))
                .isEqualTo(new Flight(Instant.parse("2001-01-01T06:30:00Z").toEpochMilli(), "MDW", "STL", 251, -8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | this line has 1",
                "2001-01-01T06:30,MDW,STL,251 | this line has 4",
                "2001-01-01T06:30,MDW,STL,251,-8, | this line has 6",
                "2001-02-30T06:30,MDW,STL,251,-8 | scheduled_departure is '2001-02-30T06:30'",
                "2001-02-03T06:30:01,MDW,STL,251,-8 | scheduled_departure is '2001-02-03T06:30:01'",
                "2001-01-01T06:30,mdw,STL,251,-8 | origin is 'mdw', expected three capital letters",
                "2001-01-01T06:30,MDW,STLX,251,-8 | destination is 'STLX'",
                "2001-01-01T06:30,MDW,STL,far,-8 | distance_miles is 'far', expected a whole number",
                "2001-01-01T06:30,MDW,STL,-1,-8 | distance_miles is -1, expected 0 or more",
                "2001-01-01T06:30,MDW,STL,251,NA | delay_minutes is 'NA', expected a whole number",
            })
    void refusesWhatIsNoFlightAndNamesTheColumn(String line, String message) {
        assertThatThrownBy(() -> Flight.parse(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message.strip());
    }
}
