package io.penstock.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.checkpoint.CheckpointEvent.AbortReason;
import io.penstock.engine.checkpoint.CheckpointEvent.CheckpointAborted;
import io.penstock.engine.checkpoint.CheckpointEvent.CheckpointCompleted;
import io.penstock.engine.checkpoint.CheckpointEvent.CheckpointStarted;
import io.penstock.engine.checkpoint.CheckpointEvent.CommitConfirmed;
import io.penstock.engine.checkpoint.CheckpointEvent.GenerationStarted;
import io.penstock.engine.fakes.JournalScript;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes into the journal together: each write is a force of its own. */
class CoordinatorWritesTest extends CoordinatorTesting {
    private static final ActorTestKit KIT = newKit();
    private static final Duration SHORT_INTERVAL = Duration.ofMillis(100);

    private final List<List<Object>> writes = new CopyOnWriteArrayList<>();

    CoordinatorWritesTest() {
        super(KIT);
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void startWithAShortInterval() {
        restartWith(every(SHORT_INTERVAL, 2));
        start();
        JOURNAL.script((persistenceId, events) -> {
            if (persistenceId.equals(CheckpointCoordinator.persistenceId(job))) {
                writes.add(List.copyOf(events));
            }
            return JournalScript.stored();
        });
    }

    /** From the trigger on; the sinks have committed afterwards. */
    private void complete(long id) {
        storeAll(id);
        expectCompleted();
        for (FakeTask sink : List.of(sink0, sink1)) {
            sink.expectCommit(id);
            sink.committed(id);
        }
    }

    private long next() {
        pass(SHORT_INTERVAL);
        return expectTrigger(false);
    }

    private void awaitWrites(int count) {
        Awaitility.await().untilAsserted(() -> assertThat(writes).hasSize(count));
    }

    private List<Class<?>> types(int write) {
        return writes.get(write).stream().<Class<?>>map(Object::getClass).toList();
    }

    @Test
    void checkpointBehindAnotherIsOneWrite() {
        complete(next());
        awaitWrites(3);
        complete(next());
        awaitWrites(4);

        complete(next());
        awaitWrites(5);

        assertThat(types(4)).containsExactly(CommitConfirmed.class, CheckpointCompleted.class, CheckpointStarted.class);
        assertThat(writes.get(4)).contains(new CommitConfirmed(2), new CheckpointStarted(4));
    }

    @Test
    void firstConfirmationIsWrittenAtOnce() {
        complete(next());
        awaitWrites(3);

        assertThat(writes.get(2)).containsExactly(new CommitConfirmed(1));
    }

    @Test
    void confirmationIsWrittenAtOnceWhenTheLastIsASecondOld() {
        complete(next());
        awaitWrites(3);
        pass(Duration.ofSeconds(1));
        complete(expectTrigger(false));

        awaitWrites(5);

        assertThat(writes.get(4)).containsExactly(new CommitConfirmed(2));
    }

    @Test
    void confirmationThatWasLeftGoesWithTheNextGeneration() {
        complete(next());
        awaitWrites(3);
        complete(next());
        awaitWrites(4);
        coordinator.tell(new CoordinatorProtocol.EndGeneration(generation, "a task failed"));

        CoordinatorProtocol.Granted granted = begin();

        assertThat(types(4)).containsExactly(CommitConfirmed.class, GenerationStarted.class);
        assertThat(granted.permit()).isEmpty();
    }

    @Test
    void commitWhoseConfirmationWasLostIsPermittedAgain() {
        complete(next());
        awaitWrites(3);
        complete(next());
        awaitWrites(4);
        restartWith(settings);

        assertThat(begin().permit())
                .get()
                .extracting(CommitPermit::checkpointId)
                .isEqualTo(2L);
    }

    @Test
    void idThatWasTakenAheadIsNotUsedByTheNextGeneration() {
        complete(next());
        awaitWrites(3);
        restartWith(settings);
        start();

        assertThat(next()).isEqualTo(3);
    }

    @Test
    void checkpointBehindOneThatCameToNothingTakesAnIdOfItsOwn() {
        long first = next();
        pass(TIMEOUT);
        Awaitility.await().untilAsserted(() -> assertThat(journal())
                .filteredOn(
                        event -> event instanceof CheckpointAborted aborted && aborted.reason() == AbortReason.EXPIRED)
                .hasSize(1));
        supervisor.expectMessageClass(CoordinatorProtocol.Aborted.class);
        source.next(TaskProtocol.Abort.class);

        pass(SHORT_INTERVAL);

        assertThat(expectTrigger(false)).isEqualTo(first + 1);
    }
}
