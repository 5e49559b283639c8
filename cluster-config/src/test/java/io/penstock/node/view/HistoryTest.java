package io.penstock.node.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.penstock.api.JobStatus.OperatorStatus;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final int SOURCE = 0;

    private final History history = new History("delays", Statuses.sample(0, Statuses.starting()));

    private void sampleAt(long millis, long records) {
        history.add(Statuses.sample(millis, Statuses.running(records, Statuses.START)));
    }

    @Test
    void oneSampleHasNoRate() {
        assertThat(history.perSecond(SOURCE, OperatorStatus::recordsOut)).isZero();
    }

    @Test
    void rateIsOverTheLastSecondsOnly() {
        sampleAt(1_000, 10_000);
        for (long millis = 2_000; millis <= 12_000; millis += 500) {
            sampleAt(millis, 10_000 + (millis - 2_000) / 10);
        }
        assertThat(history.perSecond(SOURCE, OperatorStatus::recordsOut)).isCloseTo(100, within(0.5));
    }

    @Test
    void twoSamplesFarApartStillGiveARate() {
        sampleAt(20_000, 20_000);
        assertThat(history.perSecond(SOURCE, OperatorStatus::recordsOut)).isCloseTo(1_000, within(0.5));
    }

    @Test
    void counterThatWentBackHasNoNegativeRate() {
        sampleAt(1_000, 10_000);
        history.add(Statuses.sample(2_000, Statuses.starting()));
        sampleAt(2_500, 0);
        assertThat(history.perSecond(SOURCE, OperatorStatus::recordsOut)).isZero();
    }

    @Test
    void watermarkIsThatBehindTheSource() {
        assertThat(history.watermarkMillis()).isEqualTo(Long.MIN_VALUE);
        sampleAt(1_000, 10_000);
        assertThat(Figures.watermark(history.watermarkMillis())).isEqualTo("2001-02-13 21:29:59");
    }
}
