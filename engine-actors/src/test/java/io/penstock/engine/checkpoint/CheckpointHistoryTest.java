package io.penstock.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.checkpoint.CheckpointEvent.AbortReason;
import io.penstock.engine.checkpoint.CheckpointHistory.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointHistoryTest {
    private static final GraphRecord GRAPH = new GraphRecord(128, List.of());
    private static final int KEEP = 2;

    private static CheckpointHistory after(CheckpointEvent... events) {
        CheckpointHistory history = CheckpointHistory.empty();
        for (CheckpointEvent event : events) {
            history = history.with(event, KEEP);
        }
        return history;
    }

    private static CheckpointEvent started(long id) {
        return new CheckpointEvent.CheckpointStarted(id);
    }

    private static CheckpointEvent completed(long id) {
        return new CheckpointEvent.CheckpointCompleted(new CompletedCheckpoint(id, 1, 0, 0, List.of()));
    }

    private static CheckpointEvent generation(long generation) {
        return new CheckpointEvent.GenerationStarted(generation, GRAPH);
    }

    @Test
    void isNewBeforeAnyEvent() {
        CheckpointHistory history = CheckpointHistory.empty();

        assertThat(history.status()).isEqualTo(Status.NEW);
        assertThat(history.last()).isEmpty();
        assertThat(history.jobId()).isEmpty();
    }

    @Test
    void keepsTheIdOfTheJobAndTheGraphOfTheLastGeneration() {
        CheckpointHistory history = after(new CheckpointEvent.JobCreated("job-1"), generation(1));

        assertThat(history.jobId()).isEqualTo("job-1");
        assertThat(history.generation()).isEqualTo(1);
        assertThat(history.graph()).contains(GRAPH);
        assertThat(history.status()).isEqualTo(Status.RUNNING);
    }

    @Test
    void generationThatDoesNotGrowIsRefused() {
        assertThatThrownBy(() -> after(generation(2), generation(2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must only grow")
                .hasMessageContaining("generation 2 after 2");
    }

    @Test
    void checkpointIdIsNeverTakenTwice() {
        assertThatThrownBy(() -> after(started(1), started(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("checkpoint 1 after 1");
    }

    @Test
    void idOfAnAbortedCheckpointIsNotTakenAgain() {
        CheckpointHistory history =
                after(started(1), new CheckpointEvent.CheckpointAborted(1, AbortReason.EXPIRED, "slow"));

        assertThat(history.lastStarted()).isEqualTo(1);
        assertThat(history.last()).isEmpty();
        assertThatThrownBy(() -> history.with(started(1), KEEP)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void checkpointThatWasNotStartedCannotComplete() {
        assertThatThrownBy(() -> after(started(1), completed(2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("completed checkpoint 2 after 0, started 1");
    }

    @Test
    void olderCheckpointCannotCompleteAfterANewerOne() {
        assertThatThrownBy(() -> after(started(1), started(2), completed(2), completed(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("completed checkpoint 1 after 2");
    }

    @Test
    void keepsTheNewestCompletedCheckpoints() {
        CheckpointHistory history = after(started(1), completed(1), started(2), completed(2), started(3), completed(3));

        assertThat(history.retained()).extracting(CompletedCheckpoint::id).containsExactly(2L, 3L);
        assertThat(history.last().map(CompletedCheckpoint::id)).contains(3L);
    }

    @Test
    void fewerAreKeptOnceTheSettingIsLowered() {
        CheckpointHistory history = after(started(1), completed(1), started(2), completed(2), started(3))
                .with(completed(3), 1);

        assertThat(history.retained()).extracting(CompletedCheckpoint::id).containsExactly(3L);
    }

    @Test
    void confirmedNeverGoesBack() {
        CheckpointHistory history =
                after(new CheckpointEvent.CommitConfirmed(5), new CheckpointEvent.CommitConfirmed(3));

        assertThat(history.confirmed()).isEqualTo(5);
    }

    @Test
    void statusSaysHowTheJobEnded() {
        assertThat(after(generation(1), new CheckpointEvent.JobStopped(1)).status())
                .isEqualTo(Status.STOPPED);
        assertThat(after(generation(1), new CheckpointEvent.JobSuspended("op", "boom"))
                        .status())
                .isEqualTo(Status.SUSPENDED);
        assertThat(after(generation(1), new CheckpointEvent.JobFinished(1)).status())
                .isEqualTo(Status.FINISHED);
    }

    @Test
    void stoppedJobRunsAgainWithTheNextGeneration() {
        assertThat(after(generation(1), new CheckpointEvent.JobStopped(1), generation(2))
                        .status())
                .isEqualTo(Status.RUNNING);
    }

    @Test
    void everyEventLeavesWhatItIsNotAbout() {
        CheckpointHistory before = after(
                new CheckpointEvent.JobCreated("job-1"),
                generation(3),
                started(1),
                completed(1),
                new CheckpointEvent.CommitConfirmed(1));

        assertThat(before.with(new CheckpointEvent.CheckpointAborted(1, AbortReason.DECLINED, ""), KEEP))
                .isEqualTo(before);
        assertThat(before.with(started(2), KEEP).with(completed(2), KEEP).confirmed())
                .isEqualTo(1);
        assertThat(before.with(generation(4), KEEP).retained()).isEqualTo(before.retained());
    }

    @Test
    void noPermitWithoutACompletedCheckpoint() {
        assertThatThrownBy(() -> CommitPermit.of(after(started(1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nothing may be committed");
    }

    @Test
    void permitIsForTheLastCompletedCheckpoint() {
        assertThat(CommitPermit.of(after(started(1), completed(1), started(2))).checkpointId())
                .isEqualTo(1);
    }
}
