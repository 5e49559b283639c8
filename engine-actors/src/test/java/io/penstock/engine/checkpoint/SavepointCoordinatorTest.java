package io.penstock.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.checkpoint.CoordinatorProtocol.TaskEntry;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What the coordinator does for savepoints and for a drain. */
class SavepointCoordinatorTest extends CoordinatorTesting {
    private static final ActorTestKit KIT = newKit();

    private final TestProbe<SavepointProtocol.Ready> user = kit.createTestProbe();

    SavepointCoordinatorTest() {
        super(KIT);
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private void take(boolean last) {
        coordinator.tell(new SavepointProtocol.Take(last, user.ref()));
    }

    private void complete(long id) {
        storeAll(id);
        assertThat(expectCompleted().id()).isEqualTo(id);
    }

    private void commit(long id) {
        for (FakeTask sink : List.of(sink0, sink1)) {
            sink.expectCommit(id);
            sink.committed(id);
        }
    }

    @Test
    void aSavepointIsTriggeredAtOnce() {
        start();

        take(false);

        assertThat(expectTrigger(false)).isEqualTo(1);
    }

    @Test
    void itIsReadyOnceAllSinksHaveCommitted() {
        start();
        take(false);
        long id = expectTrigger(false);
        complete(id);
        sink0.expectCommit(id);
        sink0.committed(id);
        user.expectNoMessage(SHORT);

        sink1.expectCommit(id);
        sink1.committed(id);

        SavepointProtocol.Ready ready = user.receiveMessage();
        assertThat(ready.checkpoint().id()).isEqualTo(id);
        assertThat(ready.last()).isFalse();
        assertThat(ready.history().confirmed()).isEqualTo(id);
    }

    /** What was under way began before the user asked. */
    @Test
    void aCheckpointThatIsUnderWayWillNotDo() {
        start();
        long underWay = trigger();
        take(false);
        complete(underWay);
        commit(underWay);
        user.expectNoMessage(SHORT);

        long next = expectTrigger(false);
        complete(next);
        commit(next);

        assertThat(user.receiveMessage().checkpoint().id()).isEqualTo(next);
    }

    @Test
    void aCheckpointThatComesToNothingIsTakenAgain() {
        start();
        take(false);
        assertThat(expectTrigger(false)).isEqualTo(1);

        pass(TIMEOUT);
        supervisor.expectMessageClass(CoordinatorProtocol.Aborted.class);
        source.next(TaskProtocol.Abort.class);
        long again = expectTrigger(false);
        complete(again);
        tasks.stream()
                .filter(task -> task.role == CoordinatorProtocol.Role.SINK)
                .forEach(sink -> {
                    sink.next(TaskProtocol.Abort.class);
                    sink.expectCommit(again);
                    sink.committed(again);
                });

        assertThat(user.receiveMessage().checkpoint().id()).isEqualTo(again);
    }

    @Test
    void oneCommitOfALaterCheckpointIsAsGood() {
        start();
        take(false);
        long id = expectTrigger(false);
        complete(id);
        long later = trigger();
        complete(later);
        for (FakeTask sink : List.of(sink0, sink1)) {
            sink.expectCommit(id);
            sink.expectCommit(later);
            sink.committed(later);
        }

        assertThat(user.receiveMessage().checkpoint().id()).isEqualTo(id);
    }

    @Test
    void nothingOfItIsDeletedBeforeItIsReleased() {
        restartWith(settings(java.time.Duration.ZERO, 10, 1));
        start();
        take(false);
        long id = expectTrigger(false);
        complete(id);
        commit(id);
        user.receiveMessage();
        assertThat(source.expectTrim().firstNeeded()).isEqualTo(1);
        checkpoint();

        coordinator.tell(new SavepointProtocol.Release(user.ref()));
        checkpoint();

        // The one in between changed nothing, so nobody heard of it.
        assertThat(source.expectTrim().firstNeeded()).isEqualTo(3);
    }

    @Test
    void theLastOneIsThatOfTheStop() {
        start();
        take(true);
        long periodic = trigger();
        complete(periodic);
        commit(periodic);
        user.expectNoMessage(SHORT);

        coordinator.tell(new CoordinatorProtocol.Stop(generation, false));
        long last = expectTrigger(true);
        complete(last);
        commit(last);

        SavepointProtocol.Ready ready = user.receiveMessage();
        assertThat(ready.checkpoint().id()).isEqualTo(last);
        assertThat(ready.last()).isTrue();
        supervisor.expectMessage(new CoordinatorProtocol.Stopped(last));
    }

    private void emptied(long inGeneration) {
        coordinator.tell(new CoordinatorProtocol.Emptied(inGeneration, source.id));
    }

    @Test
    void aStopThatEmptiesTakesItsCheckpointOnceAllSourcesHaveSentWhatTheyRead() {
        start();
        take(true);
        coordinator.tell(new CoordinatorProtocol.Stop(generation, true));
        source.next(TaskProtocol.Empty.class);
        long meanwhile = trigger();
        complete(meanwhile);
        commit(meanwhile);

        emptied(generation);

        long last = expectTrigger(true);
        complete(last);
        commit(last);
        assertThat(user.receiveMessage().checkpoint().id()).isEqualTo(last);
    }

    @Test
    void aSourceThatStartsAgainWhileTheJobStopsIsAwaitedAgain() {
        start();
        coordinator.tell(new CoordinatorProtocol.Stop(generation, true));
        source.next(TaskProtocol.Empty.class);
        emptied(generation);
        long first = expectTrigger(true);
        TestProbe<CoordinatorProtocol.BeginSubtreeReply> granted = kit.createTestProbe();
        coordinator.tell(new CoordinatorProtocol.BeginSubtree(
                generation, Set.of(source.id), "failed by the test", granted.ref()));
        long next =
                granted.expectMessageClass(CoordinatorProtocol.Granted.class).generation();

        sourceRunsIn(next);

        source.next(TaskProtocol.Empty.class);
        // Of the former task: stale.
        emptied(generation);
        source.expectNothing();
        emptied(next);
        assertThat(expectTrigger(true)).isGreaterThan(first);
    }

    private void sourceRunsIn(long next) {
        coordinator.tell(new CoordinatorProtocol.TasksRunning(
                generation,
                tasks.stream()
                        .map(task ->
                                new TaskEntry(task.id, task == source ? next : generation, task.role, task.probe.ref()))
                        .toList()));
    }

    @Test
    void whileItDrainsOnlyTheCheckpointBehindTheEndIsTaken() {
        start();
        coordinator.tell(new CoordinatorProtocol.Drain(generation));
        source.next(TaskProtocol.Drain.class);
        take(false);
        pass(INTERVAL.multipliedBy(3));
        source.expectNothing();

        tasks.forEach(FakeTask::ended);
        long last = expectTrigger(false);
        complete(last);
        commit(last);

        supervisor.expectMessage(new CoordinatorProtocol.AllCommitted(last));
        assertThat(user.receiveMessage().last()).isTrue();
    }

    @Test
    void sourcesThatStartAgainWhileItDrainsAreToldAgain() {
        start();
        coordinator.tell(new CoordinatorProtocol.Drain(generation));
        source.next(TaskProtocol.Drain.class);
        TestProbe<CoordinatorProtocol.BeginSubtreeReply> granted = kit.createTestProbe();
        coordinator.tell(new CoordinatorProtocol.BeginSubtree(
                generation, Set.of(source.id), "failed by the test", granted.ref()));
        long next =
                granted.expectMessageClass(CoordinatorProtocol.Granted.class).generation();

        sourceRunsIn(next);

        source.next(TaskProtocol.Drain.class);
    }
}
