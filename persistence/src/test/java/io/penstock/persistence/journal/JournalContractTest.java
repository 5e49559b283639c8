package io.penstock.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.io.NotSerializableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.DeleteMessagesSuccess;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.PersistentRepr;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What Pekko's compatibility kit asks of a journal, in its order, by the same messages; each answer is asked for again after
 * a restart.
 */
class JournalContractTest {
    private static final String ID = "p-1";
    private static final String WRITER = "writer-1";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private ActorTestKit kit;

    @SuppressWarnings("NullAway.Init")
    private ActorRef journal;

    @SuppressWarnings("NullAway.Init")
    private TestProbe<Object> probe;

    @BeforeEach
    void start() {
        kit = ActorTestKit.create(ConfigFactory.parseString("penstock.journal.durability = process")
                .withFallback(PluginTest.config(directory)));
        ActorSystem classic = Adapter.toClassic(kit.system());
        journal = Persistence.lookup().get(classic).journalFor("", ConfigFactory.empty());
        probe = kit.createTestProbe();
    }

    @AfterEach
    void stop() throws Exception {
        kit.shutdownTestKit();
        kit.system().getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private void restart() throws Exception {
        stop();
        start();
    }

    @Test
    void replaysAllMessages() throws Exception {
        write(1, 5);
        for (int round = 0; round < 2; round++) {
            assertThat(replay(1, Long.MAX_VALUE, Long.MAX_VALUE))
                    .containsExactly("1:a-1", "2:a-2", "3:a-3", "4:a-4", "5:a-5");
            restart();
        }
    }

    @Test
    void replaysWithBounds() throws Exception {
        write(1, 5);
        for (int round = 0; round < 2; round++) {
            assertThat(replay(3, Long.MAX_VALUE, Long.MAX_VALUE)).containsExactly("3:a-3", "4:a-4", "5:a-5");
            assertThat(replay(1, 3, Long.MAX_VALUE)).containsExactly("1:a-1", "2:a-2", "3:a-3");
            assertThat(replay(1, Long.MAX_VALUE, 3)).containsExactly("1:a-1", "2:a-2", "3:a-3");
            assertThat(replay(2, 4, Long.MAX_VALUE)).containsExactly("2:a-2", "3:a-3", "4:a-4");
            assertThat(replay(2, 4, 2)).containsExactly("2:a-2", "3:a-3");
            assertThat(replay(2, 2, Long.MAX_VALUE)).containsExactly("2:a-2");
            assertThat(replay(2, 2, 0)).isEmpty();
            assertThat(replay(2, 1, Long.MAX_VALUE)).isEmpty();
            assertThat(replay(6, Long.MAX_VALUE, Long.MAX_VALUE)).isEmpty();
            restart();
        }
    }

    @Test
    void doesNotReplayDeletedMessages() throws Exception {
        write(1, 5);
        delete(3);
        for (int round = 0; round < 2; round++) {
            assertThat(replay(1, Long.MAX_VALUE, Long.MAX_VALUE)).containsExactly("4:a-4", "5:a-5");
            restart();
        }
    }

    @Test
    void recoversHighestNumberOfUnknownAndKnownIds() throws Exception {
        assertThat(highest(0)).isZero();
        write(1, 5);
        assertThat(highest(3)).isEqualTo(5);
        assertThat(highest(5)).isEqualTo(5);
        restart();
        assertThat(highest(0)).isEqualTo(5);
    }

    @Test
    void doesNotResetHighestNumberAfterDeletion() throws Exception {
        write(1, 5);
        delete(Long.MAX_VALUE);
        for (int round = 0; round < 2; round++) {
            assertThat(replay(1, Long.MAX_VALUE, Long.MAX_VALUE)).isEmpty();
            assertThat(highest(0)).isEqualTo(5);
            restart();
        }
        write(6, 7);
        assertThat(replay(1, Long.MAX_VALUE, Long.MAX_VALUE)).containsExactly("6:a-6", "7:a-7");
    }

    @Test
    void everyReplayEndsWithTheHighestNumberWhateverItsBounds() {
        write(1, 5);
        for (long[] bounds :
                new long[][] {{1, 5, 9}, {3, 9, 9}, {1, 3, 9}, {2, 4, 1}, {2, 4, 0}, {3, 2, 9}, {2, 2, 9}}) {
            journal.tell(
                    new JournalProtocol.ReplayMessages(
                            bounds[0], bounds[1], bounds[2], ID, Adapter.toClassic(probe.ref())),
                    ActorRef.noSender());
            Object last = probe.fishForMessage(
                            Duration.ofSeconds(20),
                            message -> message instanceof JournalProtocol.ReplayedMessage
                                    ? FishingOutcomes.continueAndIgnore()
                                    : FishingOutcomes.complete())
                    .get(0);
            assertThat(last).isInstanceOfSatisfying(JournalProtocol.RecoverySuccess.class, success -> assertThat(
                            success.highestSequenceNr())
                    .isEqualTo(5));
        }
    }

    @Test
    void aReplayedEventIsThatWhichWasWrittenDownToItsEquality() {
        write(1, 5);
        assertThat(replayRepr(3, 3, 1)).containsExactly(repr(3, "a-3"));
    }

    @Test
    void whatIsAskedForRightBehindAWriteComesAfterIt() {
        tell(List.of(AtomicWrite.apply(repr(1, "a-1")), AtomicWrite.apply(repr(2, "a-2"))));
        journal.tell(new JournalProtocol.DeleteMessagesTo(ID, 1, Adapter.toClassic(probe.ref())), ActorRef.noSender());
        journal.tell(
                new JournalProtocol.ReplayMessages(1, 9, 9, ID, Adapter.toClassic(probe.ref())), ActorRef.noSender());
        List<Object> answers = new ArrayList<>();
        probe.fishForMessage(Duration.ofSeconds(20), message -> {
            answers.add(message);
            boolean all = answers.stream().anyMatch(JournalProtocol.RecoverySuccess.class::isInstance)
                    && answers.stream().anyMatch(DeleteMessagesSuccess.class::isInstance);
            return all ? FishingOutcomes.complete() : FishingOutcomes.continueAndIgnore();
        });
        assertThat(answers)
                .filteredOn(JournalProtocol.RecoverySuccess.class::isInstance)
                .extracting(success -> ((JournalProtocol.RecoverySuccess) success).highestSequenceNr())
                .containsExactly(2L);
        assertThat(replay(1, 9, 9)).containsExactly("2:a-2");
    }

    @Test
    void answersManyPersistentActorsEachInItsOwnOrder() {
        List<TestProbe<Object>> probes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            TestProbe<Object> own = kit.createTestProbe();
            probes.add(own);
            List<AtomicWrite> writes = new ArrayList<>();
            for (int n = 1; n <= 3; n++) {
                Object payload = n == 2 ? new Object() : "e" + n;
                writes.add(AtomicWrite.apply(
                        PersistentRepr.apply(payload, n, "many-" + i, "", false, ActorRef.noSender(), WRITER)));
            }
            tell(writes, own);
        }
        for (TestProbe<Object> own : probes) {
            assertThat(own.receiveSeveralMessages(4, Duration.ofSeconds(20)))
                    .extracting(Object::getClass)
                    .containsExactly(
                            JournalProtocol.WriteMessagesSuccessful$.class,
                            JournalProtocol.WriteMessageSuccess.class,
                            JournalProtocol.WriteMessageRejected.class,
                            JournalProtocol.WriteMessageSuccess.class);
        }
    }

    @Test
    void eventsThatHoldActorsAreSerializedAndResolved() {
        // A typed reference has a serializer of Pekko's own that needs the address of the system.
        org.apache.pekko.actor.typed.ActorRef<Object> reference = probe.ref();
        List<Object> answers = send(List.of(AtomicWrite.apply(repr(1, reference))));
        assertThat(answers.get(1)).isInstanceOf(JournalProtocol.WriteMessageSuccess.class);
        assertThat(replayRepr(1, 1, 1).get(0).payload()).isEqualTo(reference);
    }

    @Test
    void theAnswerToAWriteHoldsItsMetadata() {
        List<Object> answers = send(List.of(AtomicWrite.apply(repr(1, "a-1").withMetadata("meta"))));
        assertThat(answers.get(1))
                .isInstanceOfSatisfying(
                        JournalProtocol.WriteMessageSuccess.class,
                        success -> assertThat(success.persistent().metadata()).isEqualTo(Option.apply("meta")));
    }

    @Test
    void theAnswerToADeletionHoldsWhatWasAskedFor() {
        write(1, 5);
        for (long to : new long[] {3, Long.MAX_VALUE}) {
            journal.tell(
                    new JournalProtocol.DeleteMessagesTo(ID, to, Adapter.toClassic(probe.ref())), ActorRef.noSender());
            assertThat(probe.expectMessageClass(DeleteMessagesSuccess.class, Duration.ofSeconds(20)))
                    .isEqualTo(new DeleteMessagesSuccess(to));
        }
    }

    @Test
    void rejectsWhatCannotBeSerializedAndStoresTheOthers() throws Exception {
        List<Object> answers = send(List.of(
                AtomicWrite.apply(repr(1, "a-1")),
                AtomicWrite.apply(repr(2, new Object())),
                AtomicWrite.apply(repr(3, "a-3"))));
        assertThat(answers.get(0)).isInstanceOf(JournalProtocol.WriteMessagesSuccessful$.class);
        assertThat(answers.get(1)).isInstanceOf(JournalProtocol.WriteMessageSuccess.class);
        assertThat(answers.get(2))
                .isInstanceOfSatisfying(
                        JournalProtocol.WriteMessageRejected.class,
                        rejected -> assertThat(rejected.cause()).hasMessageContaining("serializ"));
        assertThat(answers.get(3)).isInstanceOf(JournalProtocol.WriteMessageSuccess.class);
        restart();
        assertThat(replay(1, Long.MAX_VALUE, Long.MAX_VALUE)).containsExactly("1:a-1", "3:a-3");
        assertThat(NotSerializableException.class).isAssignableTo(Exception.class);
    }

    @Test
    void anAtomicWriteIsReplayedAsOneAndKeepsWriterTimestampAndManifest() throws Exception {
        List<PersistentRepr> several = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            several.add(repr(i, "a-" + i).withTimestamp(77L + i).withManifest("m"));
        }
        send(List.of(AtomicWrite.apply(CollectionConverters.asScala(several).toSeq())));
        restart();
        List<PersistentRepr> replayed = replayRepr(1, Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(replayed).hasSize(4);
        assertThat(replayed.get(3).writerUuid()).isEqualTo(WRITER);
        assertThat(replayed.get(3).timestamp()).isEqualTo(81);
        assertThat(replayed.get(3).manifest()).isEqualTo("m");
        assertThat(replayed.get(3).persistenceId()).isEqualTo(ID);
    }

    @Test
    void keepsMetadata() throws Exception {
        send(List.of(AtomicWrite.apply(repr(1, "a-1").withMetadata("meta"))));
        restart();
        assertThat(replayRepr(1, 1, 1).get(0).metadata()).isEqualTo(Option.apply("meta"));
    }

    @Test
    void idsOfAnyTextWork() throws Exception {
        String odd = "a|b/c\\..\u00e4\u4e2d\ud83d\ude00 \"x\"";
        journal.tell(
                new JournalProtocol.WriteMessages(
                        CollectionConverters.<org.apache.pekko.persistence.PersistentEnvelope>asScala(
                                        List.of(AtomicWrite.apply(PersistentRepr.apply(
                                                "x", 1, odd, "", false, ActorRef.noSender(), WRITER))))
                                .toSeq(),
                        Adapter.toClassic(probe.ref()),
                        1),
                ActorRef.noSender());
        probe.receiveMessage(Duration.ofSeconds(20));
        probe.receiveMessage(Duration.ofSeconds(20));
        restart();
        journal.tell(
                new JournalProtocol.ReplayMessages(1, 10, 10, odd, Adapter.toClassic(probe.ref())),
                ActorRef.noSender());
        assertThat(probe.receiveMessage(Duration.ofSeconds(20))).isInstanceOf(JournalProtocol.ReplayedMessage.class);
    }

    private static PersistentRepr repr(long sequenceNr, Object payload) {
        return PersistentRepr.apply(payload, sequenceNr, ID, "", false, ActorRef.noSender(), WRITER);
    }

    private void write(long from, long to) {
        List<AtomicWrite> writes = new ArrayList<>();
        for (long i = from; i <= to; i++) {
            writes.add(AtomicWrite.apply(repr(i, "a-" + i)));
        }
        List<Object> answers = send(writes);
        assertThat(answers.get(0)).isInstanceOf(JournalProtocol.WriteMessagesSuccessful$.class);
        assertThat(answers.subList(1, answers.size())).allMatch(JournalProtocol.WriteMessageSuccess.class::isInstance);
    }

    /** The answers: one for all, then one for each event. */
    private List<Object> send(List<AtomicWrite> writes) {
        tell(writes);
        List<Object> answers = new ArrayList<>();
        int events = writes.stream().mapToInt(AtomicWrite::size).sum();
        for (int i = 0; i <= events; i++) {
            answers.add(probe.receiveMessage(Duration.ofSeconds(20)));
        }
        return answers;
    }

    private void tell(List<AtomicWrite> writes) {
        tell(writes, probe);
    }

    private void tell(List<AtomicWrite> writes, TestProbe<Object> answersTo) {
        journal.tell(
                new JournalProtocol.WriteMessages(
                        CollectionConverters.<org.apache.pekko.persistence.PersistentEnvelope>asScala(
                                        new ArrayList<>(writes))
                                .toSeq(),
                        Adapter.toClassic(answersTo.ref()),
                        1),
                ActorRef.noSender());
    }

    private void delete(long to) {
        journal.tell(new JournalProtocol.DeleteMessagesTo(ID, to, Adapter.toClassic(probe.ref())), ActorRef.noSender());
        probe.expectMessageClass(DeleteMessagesSuccess.class, Duration.ofSeconds(20));
    }

    private long highest(long from) {
        journal.tell(
                new JournalProtocol.ReplayMessages(from, Long.MAX_VALUE, 0, ID, Adapter.toClassic(probe.ref())),
                ActorRef.noSender());
        return probe.expectMessageClass(JournalProtocol.RecoverySuccess.class, Duration.ofSeconds(20))
                .highestSequenceNr();
    }

    private List<String> replay(long from, long to, long max) {
        return replayRepr(from, to, max).stream()
                .map(repr -> repr.sequenceNr() + ":" + repr.payload())
                .toList();
    }

    private List<PersistentRepr> replayRepr(long from, long to, long max) {
        journal.tell(
                new JournalProtocol.ReplayMessages(from, to, max, ID, Adapter.toClassic(probe.ref())),
                ActorRef.noSender());
        List<PersistentRepr> replayed = new ArrayList<>();
        while (true) {
            Object message = probe.receiveMessage(Duration.ofSeconds(20));
            if (message instanceof JournalProtocol.ReplayedMessage one) {
                replayed.add(one.persistent());
            } else {
                assertThat(message).isInstanceOf(JournalProtocol.RecoverySuccess.class);
                return replayed;
            }
        }
    }
}
