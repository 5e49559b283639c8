package io.penstock.connector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What a sink must do while its target takes everything and answers nothing. To be added to a {@link SinkContract}. */
public interface HangingTargetContract<T, C> extends SinkFixture<T, C> {
    /** From now on the target does not answer, for instance because its process is stopped. */
    void hangTarget() throws Exception;

    /** The target answers again. */
    void releaseTarget() throws Exception;

    /** How long it does not answer. */
    default Duration hangs() {
        return Duration.ofMillis(300);
    }

    /** Lets a call hang for a while, if it does. */
    private void letHang(Future<?> call) throws Exception {
        try {
            call.get(hangs().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // Both are what a sink may do; what counts is what follows.
            assertThat(e).isNotNull();
        }
    }

    /** Waits for the end of a call, good or bad. */
    private void awaitEnd(Future<?> call) throws Exception {
        try {
            call.get(patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            assertThat(call).isDone();
        }
    }

    @Test
    default void commitThatHungEndsAndIsRepeatedWithoutHarm() throws Exception {
        try (SinkRun<T, C> run = new SinkRun<>(this)) {
            SinkRun<T, C>.Generation first = run.start(1);
            first.lane(0).write(0, 1);
            long checkpoint = first.prepare();
            first.complete();
            hangTarget();
            Future<?> commit = first.lane(0).beginCommit(checkpoint);
            letHang(commit);
            releaseTarget();
            // Whether it gave up or waited is the sink's affair; that it ends is not.
            awaitEnd(commit);
            first.lane(0).commit(checkpoint);
            assertShows(run.records(0, 2));
        }
    }

    @Test
    default void nextGenerationTakesOverWhileACommitOfTheFormerHangs() throws Exception {
        try (SinkRun<T, C> run = new SinkRun<>(this)) {
            SinkRun<T, C>.Generation first = run.start(1);
            first.lane(0).write(0, 1);
            long checkpoint = first.prepare();
            first.complete();
            hangTarget();
            Future<?> commit = first.lane(0).beginCommit(checkpoint);
            letHang(commit);
            Future<SinkRun<T, C>.Generation> starting = run.beginStart(1);
            letHang(starting);
            releaseTarget();
            SinkRun<T, C>.Generation second = starting.get(patience().toMillis(), TimeUnit.MILLISECONDS);
            awaitEnd(commit);
            second.lane(0).write(2);
            second.checkpoint();
            assertShows(run.records(0, 3));
        }
    }
}
