package io.penstock.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.checkpoint.PendingCheckpoint.Purpose;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckpointScheduleTest {
    private static final long SECOND = 1_000_000_000L;

    /** One each second, with a pause of 300 ms behind each, and two aborted in a row tolerated. */
    private final CheckpointSchedule schedule =
            new CheckpointSchedule(CoordinatorTesting.settings(Duration.ofMillis(300), 2, 1));

    @BeforeEach
    void tasksRun() {
        schedule.tasksRun(false, 0);
    }

    @Test
    void intervalIsFromStartToStart() {
        schedule.started(SECOND);

        assertThat(schedule.untilNext(SECOND + SECOND / 10)).isEqualTo(Duration.ofMillis(900));
    }

    @Test
    void pauseIsKeptBehindOneThatTookLong() {
        schedule.started(SECOND);

        assertThat(schedule.untilNext(5 * SECOND)).isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void timerThatIsLateMakesNoIntervalLonger() {
        schedule.started(SECOND);
        schedule.untilNext(SECOND + SECOND / 10);
        schedule.started(2 * SECOND + SECOND / 50);

        assertThat(schedule.untilNext(2 * SECOND + SECOND / 2)).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void oneThatIsFarTooLateIsNotMadeUpFor() {
        schedule.started(SECOND);
        schedule.untilNext(SECOND + SECOND / 10);
        schedule.started(3 * SECOND);

        assertThat(schedule.untilNext(3 * SECOND)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void oneAheadOfItsTimeIsCountedFrom() {
        schedule.started(SECOND);
        schedule.untilNext(SECOND + SECOND / 10);
        schedule.started(SECOND + SECOND / 2);

        assertThat(schedule.untilNext(SECOND + SECOND / 2)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void oneAheadOfItsTimeWaitsForHalfTheInterval() {
        schedule.started(SECOND);

        assertThat(schedule.allowsEarly(SECOND + SECOND / 2 - 1)).isFalse();
        assertThat(schedule.allowsEarly(SECOND + SECOND / 2)).isTrue();
    }

    @Test
    void endOfTheJobComesBeforeSavepointsAndThoseBeforeTheInterval() {
        assertThat(schedule.next(false, false)).isEqualTo(Purpose.PERIODIC);
        assertThat(schedule.next(false, true)).isEqualTo(Purpose.SAVEPOINT);
        assertThat(schedule.next(true, true)).isEqualTo(Purpose.FINISH);
        schedule.stop();
        assertThat(schedule.next(true, true)).isEqualTo(Purpose.STOP);
    }

    @ParameterizedTest
    @EnumSource(Purpose.class)
    void nothingFollowsTheCheckpointThatEndsTheJob(Purpose later) {
        schedule.completed(Purpose.STOP);

        assertThat(schedule.isOver()).isTrue();
        assertThat(schedule.allows(later)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Purpose.class)
    void jobThatIsDrainedTakesNoCheckpointBeforeItsLast(Purpose purpose) {
        schedule.drain();

        assertThat(schedule.allows(purpose)).isEqualTo(purpose == Purpose.FINISH);
    }

    @Test
    void whatWasAskedHoldsWhenAPartOfTheTasksRunsAnew() {
        schedule.drain();
        schedule.stop();
        schedule.tasksRun(true, 0);

        assertThat(schedule.isDraining()).isTrue();
        assertThat(schedule.next(false, false)).isEqualTo(Purpose.STOP);
    }

    @Test
    void stopThatHasToWaitHoldsUpNoCheckpoint() {
        schedule.stop();
        schedule.stopLater();

        assertThat(schedule.next(false, false)).isEqualTo(Purpose.PERIODIC);
    }

    @Test
    void whatWasAskedIsForgottenWhenAllTasksRunAnew() {
        schedule.drain();
        schedule.stop();
        schedule.tasksRun(false, 0);

        assertThat(schedule.isDraining()).isFalse();
        assertThat(schedule.next(false, false)).isEqualTo(Purpose.PERIODIC);
    }

    @Test
    void oneMoreAbortedThanToleratedIsTooMany() {
        assertThat(schedule.aborted()).isFalse();
        assertThat(schedule.aborted()).isFalse();
        assertThat(schedule.aborted()).isTrue();
    }

    @Test
    void completedOneEndsTheRowOfAbortedOnes() {
        schedule.aborted();
        schedule.aborted();
        schedule.completed(Purpose.PERIODIC);

        assertThat(schedule.aborted()).isFalse();
    }

    @Test
    void confirmationIsWrittenByItselfOncePerSecond() {
        assertThat(schedule.confirmsAlone(0)).isTrue();
        assertThat(schedule.confirmsAlone(SECOND - 1)).isFalse();
        assertThat(schedule.confirmsAlone(SECOND)).isTrue();
    }
}
