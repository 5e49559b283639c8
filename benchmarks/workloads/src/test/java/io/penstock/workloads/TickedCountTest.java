package io.penstock.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TickedCountTest {
    private static final RunSettings SETTINGS = new RunSettings("W6", "plain", 11, 4_000, 2, 0, 0, 0);

    @Test
    void fillHasEachKeyOnce() {
        Generator part = TickedCount.CHECKPOINT_COST.part(SETTINGS, 0);

        assertThat(LongStream.range(0, 6).map(number -> part.event(number).key()))
                .containsExactlyInAnyOrder(0L, 2L, 4L, 6L, 8L, 10L);
    }

    @Test
    void ticksBeginBehindTheFillWithAsManyRecordsAsTheRateSays() {
        Generator part = TickedCount.CHECKPOINT_COST.part(SETTINGS, 0);

        assertThat(LongStream.range(5, 11).map(number -> part.event(number).timestamp()))
                .containsExactly(-1L, 0L, 0L, 1L, 1L, 2L);
    }

    @Test
    void finalCountsAreThoseOfTheRecordsAndTheClosingOne() {
        Outputs outputs = new Outputs(TickedCount.CHECKPOINT_COST.results(SETTINGS));
        PlainLoop plain = TickedCount.CHECKPOINT_COST.plain(SETTINGS, outputs.lane(0));

        plain.advance(new long[] {12, 10});
        plain.close();

        Results threes = TickedCount.CHECKPOINT_COST.results(SETTINGS);
        for (int key = 0; key < SETTINGS.keys(); key++) {
            threes.take(key, 3, Event.CLOSING);
        }
        assertThat(outputs.differences(new Outputs(threes)))
                .noneMatch(difference -> difference.startsWith("final values"));
        assertThat(outputs.tally().outputs()).isEqualTo(22 + 11);
    }
}
