package io.penstock.examples.flights;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class DelayStatsTest {
    private static final List<Integer> DELAYS = List.of(-5, 16, 15, 80);
    private static final DelayStats.Totals TOTALS = new DelayStats.Totals(4, 106, 80, 2);

    private final DelayStats stats = new DelayStats();

    private DelayStats.Totals fold(List<Integer> delays) {
        DelayStats.Totals totals = stats.create();
        for (int delay : delays) {
            totals = stats.add(new Flight(0, "MDW", "STL", 251, delay), totals);
        }
        return totals;
    }

    @Test
    void countsAsLateOnlyWhatLeftMoreThanFifteenMinutesLate() {
        assertThat(fold(DELAYS)).isEqualTo(TOTALS);
    }

    @Test
    void mergingPartsIsFoldingTheWhole() {
        for (int cut = 0; cut <= DELAYS.size(); cut++) {
            assertThat(stats.merge(fold(DELAYS.subList(0, cut)), fold(DELAYS.subList(cut, DELAYS.size()))))
                    .isEqualTo(TOTALS);
        }
    }

    @Test
    void greatestDelayOfFlightsThatAllLeftEarlyIsNegative() {
        assertThat(fold(List.of(-5, -3)).greatestDelay()).isEqualTo(-3);
    }

    @Test
    void rowHasMeanAndShareOfTheDay() {
        long day = Instant.parse("2001-02-28T00:00:00Z").toEpochMilli();
        assertThat(DelaysByDay.of("MDW", day, TOTALS))
                .isEqualTo(new DelaysByDay("MDW", LocalDate.of(2001, 2, 28), 4, 26.5, 80, 0.5));
    }
}
