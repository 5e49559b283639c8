package io.penstock.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.checkpoint.CheckpointEvent.AbortReason;
import io.penstock.engine.checkpoint.CoordinatorProtocol.TaskEntry;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What the coordinator does while a part of the tasks is started again: the first task of the sink, and the operator. */
class SubtreeCoordinatorTest extends CoordinatorTesting {
    private static final ActorTestKit KIT = newKit();

    private final TestProbe<CoordinatorProtocol.BeginSubtreeReply> answers = kit.createTestProbe();
    private final Set<TaskId> subtree = Set.of(operator.id, sink0.id);

    SubtreeCoordinatorTest() {
        super(KIT);
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private CoordinatorProtocol.BeginSubtreeReply beginSubtree(long attempt) {
        coordinator.tell(new CoordinatorProtocol.BeginSubtree(attempt, subtree, "a task failed", answers.ref()));
        return answers.receiveMessage();
    }

    private CoordinatorProtocol.Granted beginSubtree() {
        return (CoordinatorProtocol.Granted) beginSubtree(generation);
    }

    /** The tasks of the subtree are new actors of the granted generation, the others are those that ran before. */
    private void subtreeRuns(FakeTask newOperator, FakeTask newSink, long newGeneration) {
        coordinator.tell(new CoordinatorProtocol.TasksRunning(
                generation,
                List.of(
                        new TaskEntry(source.id, generation, source.role, source.probe.ref()),
                        new TaskEntry(operator.id, newGeneration, operator.role, newOperator.probe.ref()),
                        new TaskEntry(sink0.id, newGeneration, sink0.role, newSink.probe.ref()),
                        new TaskEntry(sink1.id, generation, sink1.role, sink1.probe.ref()))));
        settle();
    }

    private FakeTask again(FakeTask task) {
        return new FakeTask(task.id.operator(), task.id.index(), task.role);
    }

    private void stored(FakeTask task, long inGeneration, long checkpointId) {
        task.sequence++;
        SnapshotRange range = new SnapshotRange(task.persistenceId(), task.sequence, task.sequence);
        coordinator.tell(new CoordinatorProtocol.SnapshotStored(
                inGeneration, checkpointId, new TaskSnapshot(task.id, List.of(range), 10)));
    }

    @Test
    void checkpointUnderWayIsAbortedAndOnlyTheOthersAreTold() {
        start();
        long id = trigger();

        CoordinatorProtocol.Granted granted = beginSubtree();

        assertThat(granted.generation()).isEqualTo(generation + 1);
        assertThat(granted.restore()).isEmpty();
        assertThat(granted.lastStarted()).isEqualTo(id);
        assertThat(supervisor
                        .expectMessageClass(CoordinatorProtocol.Aborted.class)
                        .reason())
                .isEqualTo(AbortReason.GENERATION_ENDED);
        source.probe.expectMessage(new TaskProtocol.Abort(id));
        sink1.probe.expectMessage(new TaskProtocol.Abort(id));
        operator.expectNothing();
    }

    @Test
    void noCheckpointBeginsUntilAllRunAgain() {
        start();
        CoordinatorProtocol.Granted granted = beginSubtree();
        pass(INTERVAL.multipliedBy(3));
        source.expectNothing();

        subtreeRuns(again(operator), again(sink0), granted.generation());
        pass(INTERVAL);

        assertThat(expectTrigger(false)).isEqualTo(1);
    }

    @Test
    void messagesCountInTheGenerationOfTheirTask() {
        start();
        CoordinatorProtocol.Granted granted = beginSubtree();
        subtreeRuns(again(operator), again(sink0), granted.generation());
        long id = trigger();

        stored(source, generation, id);
        stored(sink1, generation, id);
        stored(sink0, granted.generation(), id);
        // The former operator: stale.
        stored(operator, generation, id);
        supervisor.expectNoMessage(SHORT);
        stored(operator, granted.generation(), id);

        assertThat(expectCompleted().id()).isEqualTo(id);
    }

    @Test
    void lastCheckpointIsGrantedAndItsCommitConfirmedByThoseThatRanOn() {
        start();
        long id = trigger();
        storeAll(id);
        expectCompleted();
        sink0.expectCommit(id);
        sink1.expectCommit(id);

        CoordinatorProtocol.Granted granted = beginSubtree();
        assertThat(granted.checkpointId()).isEqualTo(id);
        assertThat(granted.permit().orElseThrow().checkpointId()).isEqualTo(id);
        subtreeRuns(again(operator), again(sink0), granted.generation());
        assertThat(journal()).doesNotContain(new CheckpointEvent.CommitConfirmed(id));
        sink1.committed(id);

        awaitJournal(new CheckpointEvent.CommitConfirmed(id));
    }

    @Test
    void taskThatHadEndedIsAwaitedAgain() {
        start();
        tasks.stream().filter(task -> task != sink1).forEach(FakeTask::ended);
        CoordinatorProtocol.Granted granted = beginSubtree();
        subtreeRuns(again(operator), again(sink0), granted.generation());

        sink1.ended();
        settle();
        source.expectNothing();
        coordinator.tell(new CoordinatorProtocol.TaskEnded(granted.generation(), operator.id));
        coordinator.tell(new CoordinatorProtocol.TaskEnded(granted.generation(), sink0.id));

        assertThat(expectTrigger(false)).isEqualTo(1);
    }

    @Test
    void stopThatWasAskedForMeanwhileIsDoneOnceAllRun() {
        start();
        CoordinatorProtocol.Granted granted = beginSubtree();
        coordinator.tell(new CoordinatorProtocol.Stop(generation, false));
        settle();
        source.expectNothing();

        subtreeRuns(again(operator), again(sink0), granted.generation());

        expectTrigger(true);
    }

    @Test
    void behindTheLastCheckpointOnlyARestartOfAllIsGranted() {
        start();
        coordinator.tell(new CoordinatorProtocol.Stop(generation, false));
        long last = expectTrigger(true);
        storeAll(last);
        expectCompleted();

        assertThat(beginSubtree(generation)).isInstanceOf(CoordinatorProtocol.SubtreeRefused.class);
    }

    @Test
    void formerAttemptIsRefused() {
        start();

        assertThat(beginSubtree(generation - 1)).isInstanceOf(CoordinatorProtocol.SubtreeRefused.class);
    }

    @Test
    void checkpointAheadOfTimeWaitsForHalfAnInterval() {
        start();
        pass(INTERVAL.dividedBy(4));
        coordinator.tell(new CoordinatorProtocol.CheckpointWanted(generation, operator.id));
        source.expectNothing();

        pass(INTERVAL.dividedBy(4));
        coordinator.tell(new CoordinatorProtocol.CheckpointWanted(generation, operator.id));

        assertThat(expectTrigger(false)).isEqualTo(1);
    }
}
