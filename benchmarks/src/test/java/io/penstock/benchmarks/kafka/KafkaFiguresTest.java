package io.penstock.benchmarks.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KafkaFiguresTest {
    private final KafkaFigures figures = new KafkaFigures("Engine 1");

    private static Copies.Copy copy(double seconds, double cpuSeconds) {
        return new Copies.Copy(1_000_000, seconds, cpuSeconds, null);
    }

    @Test
    void columnsHaveTheMedianOfEachFigure() {
        figures.add(false, copy(1, 3));
        figures.add(false, copy(2, 9));
        figures.add(false, copy(4, 1));
        figures.add(true, copy(4, 5));
        figures.visibleAfter(false, new VisibleLatency.Millis(1, 2, 3, 0));
        figures.visibleAfter(true, new VisibleLatency.Millis(4, 5, 6, 0));

        assertThat(figures.columns(KafkaOptions.of("--interval", "500")))
                .isEqualTo("Engine 1 | 0.500 | 3.00 | 0.250 | 5.00 | 0.50 | 500 | 20000 | 1 / 2 / 3 | 4 / 5 / 6");
    }

    @Test
    void whatIsNotKnownIsNoFigure() {
        assertThat(figures.columns(KafkaOptions.of())).contains("| NaN |").endsWith("| - | -");
    }
}
