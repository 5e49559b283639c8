package io.penstock.connector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.connector.Guarantee;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a sink must do that declares {@link Guarantee#AT_LEAST_ONCE}. A subclass says how the sink is made, and how its
 * target is read by others.
 */
public abstract class AtLeastOnceSinkContract<T, C> extends SinkContract<T, C> {
    @Override
    final Guarantee delivery() {
        return Guarantee.AT_LEAST_ONCE;
    }

    /** Each of them at least once. What was written and not checkpointed may be there too. */
    @Override
    public void assertShows(List<T> expected) throws Exception {
        assertThat(visible()).containsAll(expected);
    }

    @Test
    void withoutFailuresEachRecordIsShownOnce() throws Exception {
        try (SinkRun<T, C> run = new SinkRun<>(this)) {
            SinkRun<T, C>.Generation first = run.start(2);
            for (int number = 0; number < 12; number++) {
                first.lane(number % 2).write(number);
                if (number % 3 == 2) {
                    first.checkpoint();
                }
            }
            assertThat(visible()).containsExactlyInAnyOrderElementsOf(run.records(0, 12));
        }
    }

    @Test
    void whatACheckpointCoversIsThereWhenItsProcessDiesRightBehindIt() throws Exception {
        try (SinkRun<T, C> run = new SinkRun<>(this)) {
            SinkRun<T, C>.Generation first = run.start(1);
            first.lane(0).write(0, 1);
            first.prepare();
            first.complete();
            first.lane(0).write(2);
            // Nothing is closed. What the writer did not flush when it prepared is gone with its process.
            run.start(1);
            assertShows(run.records(0, 2));
        }
    }
}
