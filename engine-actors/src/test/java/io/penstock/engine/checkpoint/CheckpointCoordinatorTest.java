package io.penstock.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.checkpoint.CheckpointEvent.AbortReason;
import io.penstock.engine.fakes.JournalScript;
import io.penstock.engine.fakes.JournalScript.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckpointCoordinatorTest extends CoordinatorTesting {
    private static final ActorTestKit KIT = newKit();

    CheckpointCoordinatorTest() {
        super(KIT);
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void triggersWhenTheIntervalHasPassed() {
        start();
        pass(INTERVAL.minusMillis(1));
        source.expectNothing();

        pass(Duration.ofMillis(1));

        assertThat(expectTrigger(false)).isEqualTo(1);
    }

    @Test
    void countsTheIntervalFromStartToStart() {
        start();
        long first = trigger();
        pass(Duration.ofMillis(400));
        storeAll(first);
        expectCompleted();

        pass(Duration.ofMillis(600));

        assertThat(expectTrigger(false)).isEqualTo(2);
    }

    @Test
    void keepsTheMinimumPauseAfterASlowCheckpoint() {
        restartWith(settings(Duration.ofMillis(300), 10, 2));
        start();
        long first = trigger();
        pass(Duration.ofMillis(900));
        storeAll(first);
        expectCompleted();
        source.expectTrim();

        pass(Duration.ofMillis(299));
        source.expectNothing();
        pass(Duration.ofMillis(1));

        assertThat(expectTrigger(false)).isEqualTo(2);
    }

    @Test
    void takesOneCheckpointAtATime() {
        start();
        long first = trigger();

        pass(INTERVAL.multipliedBy(3));
        source.expectNothing();

        storeAll(first);
        expectCompleted();
        pass(Duration.ZERO);
        assertThat(expectTrigger(false)).isEqualTo(2);
    }

    @Test
    void neverUsesAnIdAgainAlsoAfterARestart() {
        start();
        assertThat(trigger()).isEqualTo(1);

        restartWith(settings);
        start();

        assertThat(trigger()).isEqualTo(2);
    }

    @Test
    void completesOnceTheSnapshotOfEveryTaskIsStored() {
        start();
        long id = trigger();
        source.stored(id);
        operator.stored(id);
        sink1.stored(id);
        supervisor.expectNoMessage(SHORT);

        sink0.stored(id);

        assertThat(expectCompleted().tasks()).hasSize(tasks.size());
    }

    @Test
    void permitsNoCommitBeforeTheCompletionIsInTheJournal() {
        start();
        long id = trigger();
        CompletableFuture<Outcome> write = new CompletableFuture<>();
        JOURNAL.script((persistenceId, events) -> isCompletion(events) ? write : JournalScript.stored());
        storeAll(id);
        sink0.expectNothing();
        sink1.expectNothing();

        write.complete(Outcome.STORED);

        sink0.expectCommit(id);
        sink1.expectCommit(id);
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            names = {"FAILED", "REJECTED"})
    void permitsNoCommitIfTheJournalDoesNotTakeTheCompletion(Outcome outcome) {
        start();
        long id = trigger();
        JOURNAL.script((persistenceId, events) ->
                isCompletion(events) ? CompletableFuture.completedStage(outcome) : JournalScript.stored());
        storeAll(id);

        supervisor.expectTerminated(coordinator);
        JOURNAL.script(JournalScript.OBEDIENT);
        coordinator = spawn();

        assertThat(begin().restore()).isEmpty();
        sink0.expectNothing();
        sink1.expectNothing();
    }

    @Test
    void restoresACompletionWhoseAcknowledgementWasLost() {
        start();
        long id = trigger();
        JOURNAL.script((persistenceId, events) -> isCompletion(events)
                ? CompletableFuture.completedStage(Outcome.STORED_BUT_FAILED)
                : JournalScript.stored());
        storeAll(id);
        supervisor.expectTerminated(coordinator);
        coordinator = spawn();

        assertThat(begin().permit())
                .get()
                .extracting(CommitPermit::checkpointId)
                .isEqualTo(id);
    }

    @Test
    void ignoresWhatOtherGenerationsSay() {
        start();
        long id = trigger();
        long current = generation;
        generation = current - 1;
        storeAll(id);
        tasks.forEach(FakeTask::ended);
        coordinator.tell(new CoordinatorProtocol.Stop(generation, false));
        coordinator.tell(new CoordinatorProtocol.EndGeneration(generation, "stale"));
        generation = current;

        supervisor.expectNoMessage(SHORT);

        tasks.forEach(task -> task.sequence = 0);
        storeAll(id);
        assertThat(expectCompleted().id()).isEqualTo(id);
    }

    @Test
    void abortsACheckpointThatExpiresAndTellsEveryTask() {
        start();
        long id = trigger();
        operator.stored(id);

        pass(TIMEOUT);

        CoordinatorProtocol.Aborted aborted = supervisor.expectMessageClass(CoordinatorProtocol.Aborted.class);
        assertThat(aborted.reason()).isEqualTo(AbortReason.EXPIRED);
        assertThat(aborted.detail()).contains("numbers[0]", "out[0]", "out[1]").doesNotContain("sums[0]");
        tasks.forEach(task -> task.probe.expectMessage(new TaskProtocol.Abort(id)));
    }

    @Test
    void goesOnWithTheNextCheckpointAfterAnAbortedOne() {
        start();
        trigger();
        pass(TIMEOUT);
        source.probe.expectMessage(new TaskProtocol.Abort(1));

        pass(Duration.ZERO);

        assertThat(expectTrigger(false)).isEqualTo(2);
    }

    @Test
    void storedSnapshotOfAnAbortedCheckpointChangesNothing() {
        start();
        long first = trigger();
        pass(TIMEOUT);
        supervisor.expectMessageClass(CoordinatorProtocol.Aborted.class);
        source.probe.expectMessage(new TaskProtocol.Abort(first));
        pass(Duration.ZERO);
        long second = expectTrigger(false);

        storeAll(first);
        storeAll(second);

        CompletedCheckpoint completed = expectCompleted();
        assertThat(completed.id()).isEqualTo(second);
        assertThat(completed.tasks())
                .allSatisfy(task -> assertThat(task.ranges().get(0).from()).isEqualTo(2));
    }

    @Test
    void reportsTooManyAbortsInARow() {
        restartWith(settings(Duration.ZERO, 1, 2));
        start();
        trigger();
        pass(TIMEOUT);
        supervisor.expectMessageClass(CoordinatorProtocol.Aborted.class);
        source.probe.expectMessage(new TaskProtocol.Abort(1));
        pass(Duration.ZERO);
        expectTrigger(false);

        pass(TIMEOUT);

        supervisor.expectMessageClass(CoordinatorProtocol.Aborted.class);
        assertThat(supervisor
                        .expectMessageClass(CoordinatorProtocol.TooManyAborted.class)
                        .attempt())
                .isEqualTo(generation);
    }

    @Test
    void stopsBehindALastCheckpointThatIsCommitted() {
        start();
        coordinator.tell(new CoordinatorProtocol.Stop(generation, false));
        long last = expectTrigger(true);
        storeAll(last);
        expectCompleted();
        sink0.committed(last);
        supervisor.expectNoMessage(SHORT);

        sink1.committed(last);

        supervisor.expectMessage(new CoordinatorProtocol.Stopped(last));
        awaitJournal(new CheckpointEvent.JobStopped(last));
    }

    @Test
    void stopWaitsForTheCheckpointUnderWayAndTakesAnother() {
        start();
        long first = trigger();
        coordinator.tell(new CoordinatorProtocol.Stop(generation, false));
        source.expectNothing();

        storeAll(first);

        assertThat(expectCompleted().id()).isEqualTo(first);
        assertThat(expectTrigger(true)).isEqualTo(first + 1);
    }

    @Test
    void takesNoCheckpointBehindTheLastOne() {
        start();
        coordinator.tell(new CoordinatorProtocol.Stop(generation, false));
        long last = expectTrigger(true);
        storeAll(last);
        expectCompleted();
        source.expectTrim();

        tasks.forEach(FakeTask::ended);
        pass(INTERVAL.multipliedBy(3));

        source.expectNothing();
    }

    @Test
    void isFinishedOnceEverySinkHasCommittedTheFinalCheckpoint() {
        start();
        tasks.forEach(FakeTask::ended);
        long last = expectTrigger(false);
        storeAll(last);
        expectCompleted();
        sink0.committed(last);
        supervisor.expectNoMessage(SHORT);

        sink1.committed(last);

        supervisor.expectMessage(new CoordinatorProtocol.AllCommitted(last));
        assertThat(journal()).doesNotHaveAnyElementsOfTypes(CheckpointEvent.JobFinished.class);
        coordinator.tell(new CoordinatorProtocol.Seal(generation));
        supervisor.expectMessage(new CoordinatorProtocol.Finished(last));
        assertThat(journal())
                .endsWith(new CheckpointEvent.CommitConfirmed(last), new CheckpointEvent.JobFinished(last));
    }

    @Test
    void takesTheFinalCheckpointBehindTheOneUnderWay() {
        start();
        long first = trigger();
        tasks.forEach(FakeTask::ended);
        source.expectNothing();

        storeAll(first);

        long last = expectTrigger(false);
        storeAll(last);
        sink0.committed(last);
        sink1.committed(last);
        expectCompleted();
        expectCompleted();
        supervisor.expectMessage(new CoordinatorProtocol.AllCommitted(last));
    }

    @Test
    void taskThatEndsTwiceCountsOnce() {
        start();
        for (int i = 0; i < tasks.size(); i++) {
            source.ended();
        }
        source.expectNothing();

        tasks.forEach(FakeTask::ended);

        assertThat(expectTrigger(false)).isEqualTo(1);
    }

    @Test
    void commitOfAnOlderCheckpointDoesNotConfirmTheLast() {
        start();
        long first = trigger();
        storeAll(first);
        expectCompleted();
        long second = trigger();
        storeAll(second);
        expectCompleted();

        sink0.committed(first);
        sink1.committed(first);
        sink0.committed(second);
        settle();

        assertThat(journal()).doesNotHaveAnyElementsOfTypes(CheckpointEvent.CommitConfirmed.class);
    }

    @Test
    void confirmsTheCommitOfARestoredCheckpointOnceItsTasksRun() {
        start();
        long id = trigger();
        storeAll(id);
        expectCompleted();
        restartWith(settings);

        CoordinatorProtocol.Granted granted = begin();
        assertThat(granted.restore()).get().extracting(CompletedCheckpoint::id).isEqualTo(id);
        assertThat(granted.permit())
                .get()
                .extracting(CommitPermit::checkpointId)
                .isEqualTo(id);
        tasksRun();

        awaitJournal(new CheckpointEvent.CommitConfirmed(id));
    }

    @Test
    void permitsNoCommitThatEverySinkHasConfirmed() {
        start();
        long id = checkpoint();
        awaitJournal(new CheckpointEvent.CommitConfirmed(id));
        restartWith(settings);

        CoordinatorProtocol.Granted granted = begin();

        assertThat(granted.restore()).get().extracting(CompletedCheckpoint::id).isEqualTo(id);
        assertThat(granted.permit()).isEmpty();
    }

    @Test
    void confirmsARestoredCommitOnlyOnce() {
        start();
        long id = checkpoint();
        awaitJournal(new CheckpointEvent.CommitConfirmed(id));
        restartWith(settings);

        start();

        assertThat(journal())
                .filteredOn(new CheckpointEvent.CommitConfirmed(id)::equals)
                .hasSize(1);
    }

    @Test
    void refusesAGraphThatLostAnOperatorWithState() {
        start();
        checkpoint();
        GraphRecord renamed = new GraphRecord(
                128,
                List.of(
                        new GraphRecord.OperatorRecord("numbers", "source", 1, true),
                        new GraphRecord.OperatorRecord("totals", "reduce", 1, true),
                        new GraphRecord.OperatorRecord("out", "sink", 2, true)));

        CoordinatorProtocol.Refused refused = (CoordinatorProtocol.Refused) begin(renamed);

        assertThat(refused.reasons()).singleElement().asString().contains("'sums'");
    }

    @Test
    void refusesAnotherNumberOfKeyGroups() {
        start();
        checkpoint();

        CoordinatorProtocol.Refused refused =
                (CoordinatorProtocol.Refused) begin(new GraphRecord(64, GRAPH.operators()));

        assertThat(refused.reasons()).singleElement().asString().contains("128", "64");
    }

    @Test
    void saysThatTheJobIsFinished() {
        start();
        tasks.forEach(FakeTask::ended);
        long last = expectTrigger(false);
        storeAll(last);
        sink0.committed(last);
        sink1.committed(last);
        expectCompleted();
        supervisor.expectMessage(new CoordinatorProtocol.AllCommitted(last));
        coordinator.tell(new CoordinatorProtocol.Seal(generation));
        supervisor.expectMessage(new CoordinatorProtocol.Finished(last));
        restartWith(settings);

        assertThat(begin(GRAPH)).isEqualTo(new CoordinatorProtocol.AlreadyFinished(last));
    }

    @Test
    void trimsWhatNoRetainedCheckpointNeeds() {
        start();
        checkpoint();
        operator.expectTrim();
        checkpoint();
        checkpoint();

        assertThat(operator.expectTrim().firstNeeded()).isEqualTo(2);
    }

    @Test
    void trimsOnceASecondAtShortIntervals() {
        Duration interval = Duration.ofMillis(100);
        restartWith(every(interval, 1));
        start();
        for (int i = 1; i <= 11; i++) {
            pass(interval);
            storeAll(expectTrigger(false));
            expectCompleted();
        }

        assertThat(operator.expectTrim().firstNeeded()).isEqualTo(1);
        assertThat(operator.expectTrim().firstNeeded()).isEqualTo(11);
    }

    @Test
    void endOfTheGenerationAbortsTheCheckpointUnderWay() {
        start();
        long id = trigger();

        coordinator.tell(new CoordinatorProtocol.EndGeneration(generation, "a task failed"));

        supervisor.expectMessage(new CoordinatorProtocol.Aborted(id, AbortReason.GENERATION_ENDED, "a task failed"));
        awaitJournal(new CheckpointEvent.CheckpointAborted(id, AbortReason.GENERATION_ENDED, "a task failed"));
    }

    @Test
    void takesNoCheckpointWithoutTasks() {
        start();
        coordinator.tell(new CoordinatorProtocol.EndGeneration(generation, "a task failed"));
        settle();

        pass(INTERVAL.multipliedBy(3));

        source.expectNothing();
    }

    @Test
    void generationsGrowAlsoWhenTheHistoryWasWrittenWhole() {
        for (int i = 1; i <= 650; i++) {
            assertThat(begin().generation()).isEqualTo(i);
        }
        Awaitility.await().untilAsserted(() -> assertThat(JOURNAL.events(CheckpointCoordinator.persistenceId(job)))
                .hasSizeLessThan(650));

        restartWith(settings);

        assertThat(begin().generation()).isEqualTo(651);
    }
}
