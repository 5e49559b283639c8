package io.penstock.examples.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.examples.crash.KillPlan.From;
import io.penstock.examples.crash.KillPlan.Moment;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KillPlanTest {
    private static final Duration INTERVAL = Duration.ofMillis(200);

    private static List<Moment> moments(long seed, int count) {
        KillPlan plan = new KillPlan(seed, INTERVAL);
        return Stream.generate(() -> plan.next(false)).limit(count).toList();
    }

    @Test
    void sameSeedGivesTheSameMoments() {
        assertThat(moments(7, 20)).isEqualTo(moments(7, 20)).isNotEqualTo(moments(8, 20));
    }

    @Test
    void killsDuringStartUpRecoveryAndInMidEpoch() {
        assertThat(moments(7, 100).stream().map(Moment::from))
                .contains(From.PROCESS_START, From.RECOVERY, From.RUNNING, From.CHECKPOINT)
                .doesNotContain(From.END_OF_INPUT);
    }

    @Test
    void everyOtherKillIsInMidEpoch() {
        for (long seed = 0; seed < 20; seed++) {
            List<Moment> moments = moments(seed, 10);
            for (int i = 0; i < moments.size(); i += 2) {
                assertThat(moments.get(i).from()).isEqualTo(From.CHECKPOINT);
            }
        }
    }

    @Test
    void onlyTheLastKillMayWaitForTheEndOfTheInput() {
        KillPlan plan = new KillPlan(7, INTERVAL);
        assertThat(Stream.generate(() -> plan.next(true)).limit(100).map(Moment::from))
                .contains(From.values());
    }

    @Test
    void delaysAfterACheckpointCoverTheWholeEpoch() {
        assertThat(moments(7, 1_000).stream().filter(moment -> moment.from() == From.CHECKPOINT))
                .allSatisfy(moment -> {
                    assertThat(moment.checkpoints()).isBetween(1, 7);
                    assertThat(moment.delay()).isBetween(Duration.ZERO, INTERVAL);
                })
                .anySatisfy(moment -> assertThat(moment.delay()).isLessThan(Duration.ofMillis(10)))
                .anySatisfy(moment -> assertThat(moment.delay()).isGreaterThan(Duration.ofMillis(190)));
    }
}
