package io.penstock.connector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.connector.Guarantee;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a sink must do that declares {@link Guarantee#EXACTLY_ONCE}. A subclass says how the sink is made, and how its
 * target is read by others.
 */
public abstract class ExactlyOnceSinkContract<T, C> extends SinkContract<T, C> {
    @Override
    final Guarantee delivery() {
        return Guarantee.EXACTLY_ONCE;
    }

    @Override
    public void assertShows(List<T> expected) throws Exception {
        assertThat(visible()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void showsNothingBeforeTheCommit() throws Exception {
        try (SinkRun<T, C> run = new SinkRun<>(this)) {
            SinkRun<T, C>.Generation first = run.start(1);
            first.lane(0).write(0, 1);
            assertThat(visible()).as("written").isEmpty();
            first.prepare();
            first.lane(0).write(2);
            assertThat(visible()).as("prepared").isEmpty();
            first.checkpoint();
            assertShows(run.records(0, 3));
        }
    }

    @Test
    void oneLaneShowsItsEpochWhileAnotherHasNotCommitted() throws Exception {
        try (SinkRun<T, C> run = new SinkRun<>(this)) {
            SinkRun<T, C>.Generation first = run.start(2);
            first.lane(0).write(0);
            first.lane(1).write(1);
            long checkpoint = first.prepare();
            first.complete();
            first.lane(0).commit(checkpoint);
            assertShows(run.records(0, 1));
            first.lane(1).commit(checkpoint);
            assertShows(run.records(0, 2));
        }
    }

    @Test
    void committingAgainChangesNothing() throws Exception {
        try (SinkRun<T, C> run = new SinkRun<>(this)) {
            SinkRun<T, C>.Generation first = run.start(1);
            first.lane(0).write(0, 1);
            long checkpoint = first.prepare();
            first.complete();
            first.lane(0).commitWithoutNoticing(checkpoint);
            first.lane(0).commitWithoutNoticing(checkpoint);
            assertShows(run.records(0, 2));
            first.lane(0).write(2);
            first.lane(0).commitWithoutNoticing(first.prepare());
            assertShows(run.records(0, 3));
        }
    }

    @Test
    void commitOfTheProcessBeforeIsRepeatedWithoutHarm() throws Exception {
        try (SinkRun<T, C> run = new SinkRun<>(this)) {
            SinkRun<T, C>.Generation first = run.start(2);
            first.lane(0).write(0, 1);
            first.lane(1).write(2);
            first.checkpoint();
            for (int restart = 0; restart < 3; restart++) {
                run.start(2);
                assertShows(run.records(0, 3));
            }
        }
    }

    @Test
    void epochThatDiedWithItsProcessIsNeverShown() throws Exception {
        try (SinkRun<T, C> run = new SinkRun<>(this)) {
            SinkRun<T, C>.Generation first = run.start(1);
            first.lane(0).write(0);
            first.checkpoint();
            first.lane(0).write(100);
            first.prepare();
            first.lane(0).write(101);
            SinkRun<T, C>.Generation second = run.start(1);
            second.lane(0).write(1);
            second.checkpoint();
            assertShows(run.records(0, 2));
        }
    }

    @Test
    void failoverInMidEpochLeavesNothingBehind() throws Exception {
        try (SinkRun<T, C> run = new SinkRun<>(this)) {
            SinkRun<T, C>.Generation first = run.start(2);
            first.lane(0).write(100);
            first.lane(1).write(101);
            first.prepare();
            first.lane(0).write(102);
            SinkRun<T, C>.Generation second = run.start(2);
            assertThat(leftovers()).as("behind the recovery").isEmpty();
            second.lane(0).write(0);
            second.checkpoint();
            second.finish();
            assertThat(leftovers()).as("at the end").isEmpty();
            assertShows(run.records(0, 1));
        }
    }

    @Test
    void staleGenerationThatGoesOnChangesNothing() throws Exception {
        try (SinkRun<T, C> run = new SinkRun<>(this)) {
            SinkRun<T, C>.Generation zombie = run.start(1);
            zombie.lane(0).write(0);
            long checkpoint = zombie.prepare();
            zombie.complete();
            zombie.lane(0).write(100);
            SinkRun<T, C>.Generation next = run.start(1);
            // What it was permitted to commit it may still commit; what it writes beyond that may be refused.
            runOrBeRefused(() -> zombie.lane(0).commitWithoutNoticing(checkpoint));
            runOrBeRefused(() -> zombie.lane(0).write(101));
            next.lane(0).write(1);
            runOrBeRefused(() -> zombie.lane(0).prepare(checkpoint + 1));
            next.prepare();
            next.checkpoint();
            assertShows(run.records(0, 2));
            runOrBeRefused(zombie::close);
            next.lane(0).write(2);
            next.checkpoint();
            assertShows(run.records(0, 3));
        }
    }

    /** A call that is free to throw. */
    private interface Call {
        void run() throws Exception;
    }

    /** Whether a zombie is told that it is one does not matter here, only what its target shows. */
    private static boolean runOrBeRefused(Call call) {
        try {
            call.run();
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    @Test
    void laneThatFailsDisturbsNoOther() throws Exception {
        try (SinkRun<T, C> run = new SinkRun<>(this)) {
            SinkRun<T, C>.Generation first = run.start(2);
            first.lane(0).write(100);
            first.lane(1).write(0);
            first.lane(0).close();
            first.lane(1).prepare(1);
            first.lane(1).commit(1);
            assertShows(run.records(0, 1));
        }
    }
}
