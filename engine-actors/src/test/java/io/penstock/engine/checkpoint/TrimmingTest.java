package io.penstock.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.checkpoint.CoordinatorProtocol.Role;
import io.penstock.engine.checkpoint.CoordinatorProtocol.TaskEntry;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class TrimmingTest {
    private static final long SECOND = 1_000_000_000L;
    private static final TaskId SUMS = new TaskId("sums", 0);

    private final Trimming trimming = new Trimming("job");
    private final SavepointRequests savepoints = new SavepointRequests();
    private final TestInbox<TaskProtocol.Command> task = TestInbox.create();
    private final List<TaskEntry> tasks = List.of(new TaskEntry(SUMS, 1, Role.OPERATOR, task.getRef()));

    /** One whose snapshot of the task begins at an event. */
    private static CompletedCheckpoint checkpoint(long id, long from) {
        SnapshotRange range = new SnapshotRange(SnapshotWriter.persistenceId("job", SUMS), from, from + 9);
        return new CompletedCheckpoint(id, 1, 0, 1, List.of(new TaskSnapshot(SUMS, List.of(range), 100)));
    }

    @Test
    void whatTheOldestKeptCheckpointNeedsIsTheFirstThatStays() {
        trimming.tell(tasks, List.of(checkpoint(2, 30), checkpoint(1, 20)), savepoints, 0);

        assertThat(task.getAllReceived()).containsExactly(new TaskProtocol.Trim(20));
    }

    @Test
    void whatATaskKnowsIsNotToldAgain() {
        trimming.tell(tasks, List.of(checkpoint(1, 20)), savepoints, 0);
        trimming.tell(tasks, List.of(checkpoint(1, 20)), savepoints, SECOND);

        assertThat(task.getAllReceived()).containsExactly(new TaskProtocol.Trim(20));
    }

    @Test
    void newTasksAreToldAgain() {
        trimming.tell(tasks, List.of(checkpoint(1, 20)), savepoints, 0);
        trimming.forget();
        trimming.tell(tasks, List.of(checkpoint(1, 20)), savepoints, 1);

        assertThat(task.getAllReceived()).containsExactly(new TaskProtocol.Trim(20), new TaskProtocol.Trim(20));
    }

    @Test
    void taskWhoseSnapshotsAreAllInlineIsToldEachTimeThatItsEventsAreNotNeeded() {
        TaskSnapshot inline = new TaskSnapshot(SUMS, List.of(), List.of(new SnapshotChunk(1, 1, new byte[] {1})), 1, 0);
        List<CompletedCheckpoint> retained = List.of(new CompletedCheckpoint(1, 1, 0, 1, List.of(inline)));

        trimming.tell(tasks, retained, savepoints, 0);
        trimming.tell(tasks, retained, savepoints, SECOND);

        TaskProtocol.Trim none = new TaskProtocol.Trim(TaskProtocol.Trim.NONE_NEEDED);
        assertThat(task.getAllReceived()).containsExactly(none, none);
        assertThat(trimming.isDue(SECOND + 1)).isFalse();
    }

    @Test
    void trimsAreASecondApart() {
        assertThat(trimming.isDue(0)).isTrue();
        trimming.tell(tasks, List.of(checkpoint(1, 20)), savepoints, 0);

        assertThat(trimming.isDue(SECOND - 1)).isFalse();
        assertThat(trimming.isDue(SECOND)).isTrue();
    }

    @Test
    void taskOfWhichNoCheckpointKnowsIsToldNothing() {
        List<TaskEntry> unknown = List.of(new TaskEntry(new TaskId("new", 0), 1, Role.OPERATOR, task.getRef()));

        trimming.tell(unknown, List.of(checkpoint(1, 20)), savepoints, 0);

        assertThat(task.hasMessages()).isFalse();
    }
}
