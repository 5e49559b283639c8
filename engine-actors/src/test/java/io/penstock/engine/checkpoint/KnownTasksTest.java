package io.penstock.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.checkpoint.CoordinatorProtocol.Role;
import io.penstock.engine.checkpoint.CoordinatorProtocol.TaskEntry;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KnownTasksTest {
    private static final TaskId SOURCE = new TaskId("in", 0);
    private static final TaskId SINK = new TaskId("out", 0);
    private static final TaskId OTHER_SINK = new TaskId("out", 1);

    private final KnownTasks tasks = new KnownTasks();
    private final TestInbox<TaskProtocol.Command> source = TestInbox.create();
    private final TestInbox<TaskProtocol.Command> sink = TestInbox.create();
    private final TestInbox<TaskProtocol.Command> otherSink = TestInbox.create();

    private final TaskEntry sourceEntry = new TaskEntry(SOURCE, 3, Role.SOURCE, source.getRef());
    private final TaskEntry sinkEntry = new TaskEntry(SINK, 3, Role.SINK, sink.getRef());
    private final TaskEntry otherSinkEntry = new TaskEntry(OTHER_SINK, 3, Role.SINK, otherSink.getRef());

    @BeforeEach
    void allRun() {
        tasks.attempt(3);
        tasks.run(List.of(sourceEntry, sinkEntry, otherSinkEntry));
    }

    /** As another actor, in a later generation. */
    private TaskEntry again(TaskEntry task) {
        return new TaskEntry(
                task.id(),
                task.generation() + 1,
                task.role(),
                TestInbox.<TaskProtocol.Command>create().getRef());
    }

    @Test
    void whatATaskOfAnotherGenerationSaysHasNoMeaning() {
        assertThat(tasks.isCurrent(SINK, 3)).isTrue();
        assertThat(tasks.isCurrent(SINK, 2)).isFalse();
        assertThat(tasks.isCurrent(new TaskId("gone", 0), 3)).isFalse();
    }

    @Test
    void noTaskRunsBeforeAllDo() {
        tasks.attempt(4);

        assertThat(tasks.running()).isEmpty();
        assertThat(tasks.isCurrent(SINK, 3)).isFalse();
        assertThat(tasks.canRestartPart()).isFalse();
    }

    @Test
    void othersRunOnWhileAPartIsStartedAgain() {
        assertThat(tasks.restart(Set.of(SINK))).containsExactly(sourceEntry, otherSinkEntry);
        assertThat(tasks.running()).isEmpty();
        assertThat(tasks.canRestartPart()).isTrue();
    }

    @Test
    void secondPartMayFailWhileTheFirstIsStartedAgain() {
        tasks.restart(Set.of(SINK));

        assertThat(tasks.restart(Set.of(SINK, OTHER_SINK))).containsExactly(sourceEntry);
    }

    @Test
    void partThatRunsAnewIsKnownInItsGeneration() {
        tasks.restart(Set.of(SINK));

        assertThat(tasks.run(List.of(sourceEntry, again(sinkEntry), otherSinkEntry)))
                .isTrue();
        assertThat(tasks.isCurrent(SINK, 3)).isFalse();
        assertThat(tasks.isCurrent(SINK, 4)).isTrue();
        assertThat(tasks.isCurrent(OTHER_SINK, 3)).isTrue();
    }

    @Test
    void endOfATaskThatRunsOnIsKept() {
        tasks.ended(SOURCE);
        tasks.ended(SINK);
        tasks.restart(Set.of(SINK));
        tasks.run(List.of(sourceEntry, again(sinkEntry), otherSinkEntry));
        tasks.ended(OTHER_SINK);

        assertThat(tasks.allEnded()).isFalse();
        tasks.ended(SINK);
        assertThat(tasks.allEnded()).isTrue();
    }

    @Test
    void commitOfATaskThatRunsOnIsStillExpected() {
        tasks.expectCommits();
        tasks.restart(Set.of(SINK));
        tasks.run(List.of(sourceEntry, again(sinkEntry), otherSinkEntry));

        assertThat(tasks.allCommitted()).isFalse();
        assertThat(tasks.committed(OTHER_SINK)).isTrue();
    }

    @Test
    void nothingIsExpectedOfTasksThatAllRunAnew() {
        tasks.ended(SOURCE);
        tasks.expectCommits();
        tasks.attempt(4);

        assertThat(tasks.run(List.of(again(sourceEntry), again(sinkEntry), again(otherSinkEntry))))
                .isFalse();
        assertThat(tasks.allCommitted()).isTrue();
        tasks.ended(SINK);
        tasks.ended(OTHER_SINK);
        assertThat(tasks.allEnded()).isFalse();
    }

    @Test
    void lastCommitIsTheOneThatCounts() {
        tasks.expectCommits();

        assertThat(tasks.committed(SINK)).isFalse();
        assertThat(tasks.committed(SINK)).isFalse();
        assertThat(tasks.committed(OTHER_SINK)).isTrue();
        assertThat(tasks.committed(OTHER_SINK)).isFalse();
    }

    @Test
    void onlyTasksOfARoleAreTold() {
        tasks.tell(Role.SINK, new TaskProtocol.Abort(7));

        assertThat(sink.getAllReceived()).containsExactly(new TaskProtocol.Abort(7));
        assertThat(otherSink.hasMessages()).isTrue();
        assertThat(source.hasMessages()).isFalse();
    }
}
