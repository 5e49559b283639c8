package io.penstock.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ConnectorMetricsTest {
    private final ConnectorMetrics metrics = new ConnectorMetrics();

    @Test
    void eachKindSaysWhatItWasTold() {
        metrics.counter("bytesRead").add(3);
        metrics.counter("bytesRead").add(4);
        metrics.gauge("lagRecords").set(9);
        metrics.timer("requests").took(20);
        metrics.timer("requests").took(10);

        assertThat(metrics.now())
                .containsEntry("bytesRead", new Metric.Count(7))
                .containsEntry("lagRecords", new Metric.Level(9))
                .containsEntry("requests", new Metric.Durations(2, 30, 20))
                .hasSize(3);
    }

    @Test
    void whatIsCountedStaysAndGaugesBeginAgainWithAnotherAttempt() {
        ConnectorMetrics.Counter bytes = metrics.counter("bytesRead");
        ConnectorMetrics.Gauge former = metrics.gauge("lagRecords");
        bytes.add(3);
        former.set(9);

        metrics.forgetGauges();
        metrics.gauge("lagRecords").add(2);
        bytes.add(1);
        former.set(7);

        assertThat(metrics.now())
                .containsEntry("bytesRead", new Metric.Count(4))
                .containsEntry("lagRecords", new Metric.Level(2));
    }

    @Test
    void metricsOfSeveralTasksAreSums() {
        assertThat(new Metric.Count(1).and(new Metric.Count(2))).isEqualTo(new Metric.Count(3));
        assertThat(new Metric.Level(1).and(new Metric.Level(2))).isEqualTo(new Metric.Level(3));
        assertThat(new Metric.Durations(1, 10, 10).and(new Metric.Durations(2, 12, 8)))
                .isEqualTo(new Metric.Durations(3, 22, 10));
    }

    @Test
    void namesThatAreMadeOfDataAreRefused() {
        for (String name : new String[] {"", "Bytes", "bytes_read", "topic orders", "lag-0", "a".repeat(41)}) {
            assertThatThrownBy(() -> metrics.counter(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + name + "'");
        }
        assertThat(metrics.now()).isEmpty();
    }

    @Test
    void nameHasOneKind() {
        metrics.counter("lag");

        assertThatThrownBy(() -> metrics.gauge("lag")).hasMessage("metric 'lag' is a Counter, not a Gauge");
    }

    @Test
    void moreThanTheLimitAreRefusedAndThoseThereAreStay() {
        for (int i = 0; i < ConnectorMetrics.MOST; i++) {
            metrics.counter("m" + i).add(1);
        }

        assertThatThrownBy(() -> metrics.timer("oneMore"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one too many");
        metrics.counter("m0").add(1);
        assertThat(metrics.now()).hasSize(ConnectorMetrics.MOST).containsEntry("m0", new Metric.Count(2));
    }
}
