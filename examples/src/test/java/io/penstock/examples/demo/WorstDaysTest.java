package io.penstock.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class WorstDaysTest {
    @Test
    void showsTheGreatestMeansOfDaysWithEnoughDepartures() {
        List<String> rows = List.of(
                "MDW,2001-01-01,5,1.5,30,0.2",
                "DAL,2001-02-15,11,101.18181818181819,1234,1.0",
                "BNA,2001-01-01,4,500.0,700,1.0",
                "OAK,2001-01-10,10,55.0,99,0.5");
        assertThat(WorstDays.table(rows, 2, 5))
                .containsExactly(
                        "airport  day         departures  mean delay  greatest     late",
                        "DAL      2001-02-15          11   101.2 min  1234 min  100.0 %",
                        "OAK      2001-01-10          10    55.0 min    99 min   50.0 %");
    }

    @Test
    void aRowThatIsNoneIsShown() {
        assertThatThrownBy(() -> WorstDays.table(List.of("MDW,2001-01-01"), 10, 5))
                .hasMessageContaining("6 fields, this one has 2: 'MDW,2001-01-01'");
    }
}
