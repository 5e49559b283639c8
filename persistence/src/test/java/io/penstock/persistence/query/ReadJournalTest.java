package io.penstock.persistence.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadJournalTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private ActorTestKit kit;

    @SuppressWarnings("NullAway.Init")
    private ChronicleReadJournal journal;

    @BeforeEach
    void start() {
        kit = ActorTestKit.create(config());
        journal = PersistenceQuery.get(kit.system())
                .getReadJournalFor(ChronicleReadJournal.class, ChronicleReadJournal.IDENTIFIER);
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
    void currentEventsEndAndLiveEventsGoOn() throws Exception {
        ActorRef<Diary.Command> diary = kit.spawn(Diary.create("d", 0));
        TestProbe<Long> probe = kit.createTestProbe();
        write(diary, probe, 1, 300);
        assertThat(numbers(journal.currentEventsByPersistenceId("d", 1, Long.MAX_VALUE)))
                .hasSize(300);
        assertThat(numbers(journal.currentEventsByPersistenceId("d", 10, 12))).containsExactly(10L, 11L, 12L);
        assertThat(numbers(journal.currentEventsByPersistenceId("nobody", 1, Long.MAX_VALUE)))
                .isEmpty();

        TestProbe<EventEnvelope> live = kit.createTestProbe();
        journal.eventsByPersistenceId("d", 299, Long.MAX_VALUE).runWith(Sink.foreach(live.ref()::tell), kit.system());
        assertThat(next(live).sequenceNr()).isEqualTo(299);
        assertThat(next(live).sequenceNr()).isEqualTo(300);
        write(diary, probe, 301, 301);
        assertThat(next(live).sequenceNr()).isEqualTo(301);
        assertThat(numbers(journal.eventsByPersistenceId("d", 299, 301))).containsExactly(299L, 300L, 301L);
    }

    @Test
    void offsetsOfTagsSurviveRestarts() throws Exception {
        TestProbe<Long> probe = kit.createTestProbe();
        write(kit.spawn(Diary.create("a", 0)), probe, 1, 10);
        write(kit.spawn(Diary.create("b", 0)), probe, 1, 10);
        List<EventEnvelope> before = all(journal.currentEventsByTag("even", Offset.noOffset()));
        assertThat(before).hasSize(10).extracting(EventEnvelope::event).contains("a 2", "b 10");
        assertThat(before.get(0).event()).isEqualTo("a 2");

        restart();
        List<EventEnvelope> after =
                all(journal.currentEventsByTag("even", before.get(3).offset()));
        assertThat(after)
                .extracting(EventEnvelope::event)
                .isEqualTo(
                        before.subList(4, 10).stream().map(EventEnvelope::event).toList());
        assertThat(after)
                .extracting(EventEnvelope::offset)
                .isEqualTo(before.subList(4, 10).stream()
                        .map(EventEnvelope::offset)
                        .toList());

        TestProbe<EventEnvelope> live = kit.createTestProbe();
        journal.eventsByTag("even", before.get(9).offset()).runWith(Sink.foreach(live.ref()::tell), kit.system());
        TestProbe<Long> written = kit.createTestProbe();
        write(kit.spawn(Diary.create("c", 0)), written, 1, 4);
        assertThat(next(live).event()).isEqualTo("c 2");
        assertThat(next(live).event()).isEqualTo("c 4");
    }

    @Test
    void deletedEventsAreLeftOut() throws Exception {
        TestProbe<Long> probe = kit.createTestProbe();
        ActorRef<Diary.Command> diary = kit.spawn(Diary.create("a", 5));
        write(diary, probe, 1, 20);
        probe.awaitAssert(Duration.ofSeconds(20), () -> {
            List<EventEnvelope> left = read(journal.currentEventsByTag("even", Offset.noOffset()));
            assertThat(left).isNotEmpty().allMatch(event -> event.sequenceNr() > 10);
            return left;
        });
    }

    @Test
    void livePersistenceIdsTellOfNewOnesOnce() throws Exception {
        TestProbe<Long> probe = kit.createTestProbe();
        write(kit.spawn(Diary.create("a", 0)), probe, 1, 3);
        write(kit.spawn(Diary.create("b", 0)), probe, 1, 3);
        assertThat(all(journal.currentPersistenceIds())).containsExactlyInAnyOrder("a", "b");
        TestProbe<String> live = kit.createTestProbe();
        journal.persistenceIds().runWith(Sink.foreach(live.ref()::tell), kit.system());
        assertThat(List.of(live.receiveMessage(Duration.ofSeconds(20)), live.receiveMessage(Duration.ofSeconds(20))))
                .containsExactlyInAnyOrder("a", "b");
        write(kit.spawn(Diary.create("c", 0)), probe, 1, 3);
        assertThat(live.receiveMessage(Duration.ofSeconds(20))).isEqualTo("c");
        live.expectNoMessage(Duration.ofMillis(100));
    }

    @Test
    void aDirectoryOfItsOwnIsReadBesideTheJournal() throws Exception {
        TestProbe<Long> probe = kit.createTestProbe();
        write(kit.spawn(Diary.create("old", 0)), probe, 1, 4);
        stop();
        Path aside = directory.resolve("aside");
        Files.move(directory.resolve("journal"), aside);
        start();
        write(kit.spawn(Diary.create("new", 0)), kit.createTestProbe(), 1, 2);
        ChronicleReadJournal ofCopy = readJournal("dir = \"" + aside + "\", durability = disk");
        assertThat(all(ofCopy.currentPersistenceIds())).containsExactly("old");
        assertThat(all(ofCopy.currentEventsByTag("even", Offset.noOffset())))
                .extracting(EventEnvelope::event)
                .containsExactly("old 2", "old 4");
        assertThat(all(journal.currentPersistenceIds())).containsExactly("new");
    }

    @Test
    void itsDirectoryMayBeThatOfTheJournalWhichIsThenShared() throws Exception {
        write(kit.spawn(Diary.create("a", 0)), kit.createTestProbe(), 1, 2);
        ChronicleReadJournal same = readJournal("dir = \"" + directory.resolve("journal") + "\"");
        assertThat(all(same.currentPersistenceIds())).containsExactly("a");
    }

    @Test
    void anotherDurabilityForTheSameDirectoryIsRefusedByName() {
        assertThatThrownBy(() -> readJournal("durability = disk"))
                .hasStackTraceContaining("second-reader and another block")
                .hasStackTraceContaining(directory.resolve("journal").toString());
    }

    /** A second read journal in this actor system. */
    private ChronicleReadJournal readJournal(String settings) {
        Config own = ConfigFactory.parseString("second-reader = ${penstock.read-journal} { " + settings + " }")
                .withFallback(kit.system().settings().config())
                .resolve();
        return PersistenceQuery.get(kit.system()).getReadJournalFor(ChronicleReadJournal.class, "second-reader", own);
    }

    @Test
    void foreignOffsetsAreRefusedByName() {
        assertThatThrownBy(() -> journal.eventsByTag(
                        "even", Offset.timeBasedUUID(UUID.fromString("49225740-2019-11ea-a752-ffae2393b6e4"))))
                .hasMessageContaining("Sequence");
    }

    private static void write(ActorRef<Diary.Command> diary, TestProbe<Long> probe, long from, long to) {
        for (long i = from; i <= to; i++) {
            diary.tell(new Diary.Write(probe.ref()));
            assertThat(probe.receiveMessage(Duration.ofSeconds(20))).isEqualTo(i);
        }
    }

    private static EventEnvelope next(TestProbe<EventEnvelope> probe) {
        return probe.receiveMessage(Duration.ofSeconds(20));
    }

    private List<Long> numbers(Source<EventEnvelope, ?> source) throws Exception {
        return all(source).stream().map(EventEnvelope::sequenceNr).toList();
    }

    private <T> List<T> read(Source<T, ?> source) {
        try {
            return all(source);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private <T> List<T> all(Source<T, ?> source) throws Exception {
        return source.runWith(Sink.seq(), kit.system()).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private Config config() {
        return ConfigFactory.parseString("""
                        pekko.persistence.journal.plugin = "penstock.journal"
                        pekko.persistence.snapshot-store.plugin = "penstock.snapshot-store"
                        penstock.journal { durability = process, block-size = 1 MiB, chunk-size = 64 KiB
                          segment-size = 256 KiB, min-free = 1 MiB
                          event-adapters.upper = "io.penstock.persistence.query.Diary$Adapter"
                          event-adapter-bindings."io.penstock.persistence.query.Diary$Entry" = upper
                          event-adapter-bindings."java.lang.String" = upper }
                        penstock.read-journal.page-size = 16
                        penstock.snapshot-store.min-free = 1 MiB
                        """
                        + "penstock.journal.dir = \"" + directory.resolve("journal")
                        + "\"\npenstock.snapshot-store.dir = \"" + directory.resolve("snapshots") + "\"\n")
                .withFallback(ConfigFactory.load());
    }
}
