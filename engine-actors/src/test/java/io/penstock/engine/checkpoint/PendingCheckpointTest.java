package io.penstock.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.checkpoint.PendingCheckpoint.Purpose;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PendingCheckpointTest {
    private static final TaskId A0 = new TaskId("a", 0);
    private static final TaskId A1 = new TaskId("a", 1);
    private static final TaskId B0 = new TaskId("b", 0);

    private static PendingCheckpoint pending(TaskId... tasks) {
        return new PendingCheckpoint(7, 3, Purpose.PERIODIC, 1000, List.of(tasks));
    }

    private static TaskSnapshot snapshot(TaskId task, SnapshotRange... ranges) {
        return new TaskSnapshot(task, List.of(ranges), 10);
    }

    @Test
    void isCompleteWhenEverySnapshotIsStored() {
        PendingCheckpoint pending = pending(A0, B0);

        assertThat(pending.stored(snapshot(B0), 1100)).isNull();
        assertThat(pending.stored(snapshot(A0), 1200))
                .isEqualTo(new CompletedCheckpoint(7, 3, 1000, 1200, List.of(snapshot(A0), snapshot(B0))));
    }

    @Test
    void knowsWhichTasksAreMissing() {
        PendingCheckpoint pending = pending(B0, A1, A0);
        pending.stored(snapshot(A0), 1100);

        assertThat(pending.missing()).containsExactly(A1, B0);
    }

    @Test
    void secondSnapshotOfATaskIsRefused() {
        PendingCheckpoint pending = pending(A0, B0);
        pending.stored(snapshot(A0), 1100);

        assertThatThrownBy(() -> pending.stored(snapshot(A0), 1100))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("task a[0] stored its snapshot of checkpoint 7 twice");
    }

    @Test
    void snapshotOfAnUnknownTaskIsRefused() {
        assertThatThrownBy(() -> pending(A0).stored(snapshot(B0), 1100))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is no task of this job");
    }

    @Test
    void snapshotsOfAnOperatorComeInTheOrderOfItsTasks() {
        List<TaskSnapshot> tasks = new java.util.ArrayList<>();
        for (int i = 11; i >= 0; i--) {
            tasks.add(snapshot(new TaskId("a", i)));
        }
        tasks.add(snapshot(B0));
        CompletedCheckpoint checkpoint = new CompletedCheckpoint(1, 1, 0, 0, tasks);

        assertThat(checkpoint.of("a"))
                .extracting(task -> task.task().index())
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        assertThat(checkpoint.of("c")).isEmpty();
        assertThat(checkpoint.bytes()).isEqualTo(130);
    }

    @Test
    void firstNeededIsTheLowestSequenceNumberOfEachPersistenceId() {
        CompletedCheckpoint checkpoint = new CompletedCheckpoint(
                1,
                1,
                0,
                0,
                List.of(
                        snapshot(A0, new SnapshotRange("p", 5, 9), new SnapshotRange("q", 2, 2)),
                        snapshot(B0, new SnapshotRange("p", 3, 4))));

        assertThat(checkpoint.firstNeeded()).isEqualTo(Map.of("p", 3L, "q", 2L));
    }

    @Test
    void rangeThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new SnapshotRange("p", 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SnapshotRange("p", 5, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5 to 4");
    }
}
