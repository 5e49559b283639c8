package io.penstock.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.penstock.engine.checkpoint.SnapshotWriter.Acknowledged;
import io.penstock.engine.checkpoint.SnapshotWriter.Finish;
import io.penstock.engine.checkpoint.SnapshotWriter.Stored;
import io.penstock.engine.checkpoint.SnapshotWriter.Write;
import io.penstock.engine.fakes.JournalScript;
import io.penstock.engine.fakes.JournalScript.Outcome;
import io.penstock.engine.fakes.JournalStorage;
import io.penstock.engine.fakes.ScriptedJournal;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotWriterTest {
    private static final String STORE = "snapshot-writer";
    private static final JournalStorage JOURNAL = JournalStorage.named(STORE);
    private static final ActorTestKit KIT =
            ActorTestKit.create(ScriptedJournal.config(STORE).withFallback(ConfigFactory.load()));
    private static final byte[] CHUNK = {1, 2, 3};
    private static int tasks;

    private final TestProbe<Object> owner = KIT.createTestProbe();
    /** Writes under way: the test says what becomes of them. */
    private final Queue<CompletableFuture<Outcome>> writes = new ConcurrentLinkedQueue<>();

    private ActorRef writer = ActorRef.noSender();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void start() {
        JOURNAL.script((persistenceId, events) -> {
            CompletableFuture<Outcome> outcome = new CompletableFuture<>();
            writes.add(outcome);
            return outcome;
        });
        tasks++;
        ExtendedActorSystem system = (ExtendedActorSystem) Adapter.toClassic(KIT.system());
        String id = "writer-" + tasks;
        writer = system.systemActorOf(SnapshotWriter.props(id, "", "", 1, Adapter.toClassic(owner.ref())), id);
    }

    private void tell(SnapshotWriter.Command command) {
        writer.tell(command, ActorRef.noSender());
    }

    private void journalTakesOne() {
        Awaitility.await().until(() -> !writes.isEmpty());
        writes.remove().complete(Outcome.STORED);
    }

    @Test
    void aSnapshotIsStoredWithItsLastChunk() {
        tell(new Write(7, CHUNK));
        tell(new Finish(7));
        owner.expectNoMessage();
        journalTakesOne();
        owner.expectMessage(new Acknowledged(CHUNK.length));
        owner.expectMessage(new Stored(7, 1, 1));
    }

    @Test
    void isStoredAtOnceIfAllOfItIsAcknowledgedWhenItIsFinished() {
        tell(new Write(7, CHUNK));
        journalTakesOne();
        owner.expectMessage(new Acknowledged(CHUNK.length));
        tell(new Finish(7));
        owner.expectMessage(new Stored(7, 1, 1));
        assertThat(writes).isEmpty();
    }

    @Test
    void snapshotsThatAreUnderWayTogetherAreStoredEachWithItsOwnEvents() {
        tell(new Write(7, CHUNK));
        tell(new Write(7, CHUNK));
        tell(new Finish(7));
        tell(new Write(8, CHUNK));
        tell(new Finish(8));
        journalTakesOne();
        owner.expectMessage(new Acknowledged(CHUNK.length));
        // What came meanwhile is written together.
        Awaitility.await().until(() -> !writes.isEmpty());
        JOURNAL.script(JournalScript.OBEDIENT);
        writes.forEach(write -> write.complete(Outcome.STORED));
        owner.expectMessage(new Acknowledged(CHUNK.length));
        owner.expectMessage(new Stored(7, 1, 2));
        owner.expectMessage(new Acknowledged(CHUNK.length));
        owner.expectMessage(new Stored(8, 3, 3));
    }

    @Test
    void trimBeyondTheLastEventDeletesAllThereAre() {
        String id = "writer-" + tasks;
        tell(new Write(7, CHUNK));
        tell(new Finish(7));
        journalTakesOne();
        owner.expectMessage(new Acknowledged(CHUNK.length));
        owner.expectMessage(new Stored(7, 1, 1));
        JOURNAL.script(JournalScript.OBEDIENT);

        tell(new SnapshotWriter.Trim(TaskProtocol.Trim.NONE_NEEDED));

        Awaitility.await().until(() -> JOURNAL.events(id).isEmpty());
        tell(new Write(8, CHUNK));
        tell(new Finish(8));
        owner.expectMessage(new Acknowledged(CHUNK.length));
        owner.expectMessage(new Stored(8, 2, 2));
    }

    @Test
    void tellsItsOwnerWhenTheJournalFails() {
        tell(new Write(7, CHUNK));
        tell(new Finish(7));
        Awaitility.await().until(() -> !writes.isEmpty());
        writes.remove().complete(Outcome.FAILED);
        owner.expectMessageClass(SnapshotWriter.Failed.class);
        owner.expectNoMessage();
    }
}
