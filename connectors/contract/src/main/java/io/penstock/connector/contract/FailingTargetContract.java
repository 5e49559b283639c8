package io.penstock.connector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a sink must do while its target refuses everything. To be added to a {@link SinkContract}. */
public interface FailingTargetContract<T, C> extends SinkFixture<T, C> {
    /** From now on the target refuses everything, or is away. */
    void failTarget() throws Exception;

    /** The target works again, with all that it had. */
    void repairTarget() throws Exception;

    /** True if a call ends with an exception. */
    private static boolean fails(SinkCall call) {
        try {
            call.run();
            return false;
        } catch (Exception e) {
            return true;
        }
    }

    /** One or more calls to a sink. */
    interface SinkCall {
        void run() throws Exception;
    }

    @Test
    default void commitThatFailedIsRepeated() throws Exception {
        try (SinkRun<T, C> run = new SinkRun<>(this)) {
            SinkRun<T, C>.Generation first = run.start(1);
            first.lane(0).write(0, 1);
            long checkpoint = first.prepare();
            first.complete();
            failTarget();
            for (int attempt = 0; attempt < 3; attempt++) {
                boolean failed = fails(() -> first.lane(0).commitWithoutNoticing(checkpoint));
                assertThat(failed || first.lane(0).uncommitted(checkpoint).isEmpty())
                        .as("the commit failed, or there was nothing left to commit")
                        .isTrue();
            }
            repairTarget();
            first.lane(0).commit(checkpoint);
            assertShows(run.records(0, 2));
        }
    }

    @Test
    default void epochThatTheTargetRefusedIsToldToTheTask() throws Exception {
        try (SinkRun<T, C> run = new SinkRun<>(this)) {
            SinkRun<T, C>.Generation first = run.start(1);
            first.lane(0).write(0);
            first.checkpoint();
            failTarget();
            assertThat(fails(() -> {
                        first.lane(0).write(1, 2);
                        first.checkpoint();
                    }))
                    .as("writing, preparing or committing failed")
                    .isTrue();
            repairTarget();
        }
    }

    @Test
    default void nextGenerationWritesWhatTheTargetRefused() throws Exception {
        try (SinkRun<T, C> run = new SinkRun<>(this)) {
            SinkRun<T, C>.Generation first = run.start(1);
            first.lane(0).write(0);
            first.checkpoint();
            failTarget();
            int checkpointed = fails(() -> {
                        first.lane(0).write(1, 2);
                        first.prepare();
                    })
                    ? 1
                    : 3;
            if (checkpointed == 3) {
                first.complete();
            }
            fails(first::close);
            repairTarget();
            SinkRun<T, C>.Generation second = run.start(1);
            for (int number = checkpointed; number < 4; number++) {
                second.lane(0).write(number);
            }
            second.checkpoint();
            assertShows(run.records(0, 4));
        }
    }
}
