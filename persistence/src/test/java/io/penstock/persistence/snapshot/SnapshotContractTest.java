package io.penstock.persistence.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.persistence.DeleteSnapshotSuccess;
import org.apache.pekko.persistence.DeleteSnapshotsSuccess;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.SaveSnapshotSuccess;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;
import scala.jdk.javaapi.OptionConverters;

/** What Pekko's compatibility kit asks of a snapshot store, by the same messages, and what it does not: damage, restart. */
class SnapshotContractTest {
    private static final String ID = "p-1";
    private static final SnapshotSelectionCriteria LATEST = SnapshotSelectionCriteria.latest();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private ActorTestKit kit;

    @SuppressWarnings("NullAway.Init")
    private ActorRef store;

    @SuppressWarnings("NullAway.Init")
    private TestProbe<Object> probe;

    private final List<SnapshotMetadata> saved = new ArrayList<>();

    @BeforeEach
    void start() {
        start("fail");
        for (int i = 1; i <= 5; i++) {
            // Pekko stamps them; each has a time of its own.
            long before = System.currentTimeMillis();
            while (System.currentTimeMillis() == before) {
                Thread.onSpinWait();
            }
            saved.add(save(new SnapshotMetadata(ID, 10L + i, 0), "s-" + i));
        }
    }

    private void start(String onDamage) {
        kit = ActorTestKit.create(config(onDamage));
        store = Persistence.lookup().get(Adapter.toClassic(kit.system())).snapshotStoreFor("", ConfigFactory.empty());
        probe = kit.createTestProbe();
    }

    @AfterEach
    void stop() throws Exception {
        kit.shutdownTestKit();
        kit.system().getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void loadsNothingForUnknownIdOrCriteriaThatMatchNone() {
        assertThat(load("unknown", LATEST, Long.MAX_VALUE)).isEmpty();
        assertThat(load(ID, LATEST, 10)).isEmpty();
        assertThat(load(ID, SnapshotSelectionCriteria.create(7, Long.MAX_VALUE), Long.MAX_VALUE))
                .isEmpty();
    }

    @Test
    void loadsTheNewestThatMatches() throws Exception {
        for (int round = 0; round < 2; round++) {
            assertThat(load(ID, LATEST, Long.MAX_VALUE)).contains("15:s-5");
            assertThat(load(ID, SnapshotSelectionCriteria.create(13, Long.MAX_VALUE), Long.MAX_VALUE))
                    .contains("13:s-3");
            assertThat(load(ID, LATEST, 13)).contains("13:s-3");
            assertThat(load(
                            ID,
                            SnapshotSelectionCriteria.create(
                                    Long.MAX_VALUE, saved.get(1).timestamp()),
                            Long.MAX_VALUE))
                    .contains("12:s-2");
            assertThat(load(
                            ID,
                            SnapshotSelectionCriteria.create(13, saved.get(1).timestamp()),
                            Long.MAX_VALUE))
                    .contains("12:s-2");
            stop();
            start("fail");
        }
    }

    @Test
    void deletesOne() {
        SnapshotMetadata third = saved.get(2);
        store.tell(
                new SnapshotProtocol.DeleteSnapshot(new SnapshotMetadata(ID, third.sequenceNr(), 0)),
                Adapter.toClassic(probe.ref()));
        probe.expectMessageClass(DeleteSnapshotSuccess.class, Duration.ofSeconds(20));
        assertThat(load(ID, SnapshotSelectionCriteria.create(13, Long.MAX_VALUE), Long.MAX_VALUE))
                .contains("12:s-2");
    }

    @Test
    void deletesAllThatMatch() {
        store.tell(
                new SnapshotProtocol.DeleteSnapshots(ID, SnapshotSelectionCriteria.create(13, Long.MAX_VALUE)),
                Adapter.toClassic(probe.ref()));
        probe.expectMessageClass(DeleteSnapshotsSuccess.class, Duration.ofSeconds(20));
        assertThat(load(ID, SnapshotSelectionCriteria.create(13, Long.MAX_VALUE), Long.MAX_VALUE))
                .isEmpty();
        assertThat(load(ID, LATEST, Long.MAX_VALUE)).contains("15:s-5");
    }

    @Test
    void loadsNothingThatIsYoungerThanTheCriteriaAllow() {
        assertThat(load(ID, SnapshotSelectionCriteria.create(Long.MAX_VALUE, 100), Long.MAX_VALUE))
                .isEmpty();
        assertThat(load(
                        ID,
                        SnapshotSelectionCriteria.create(
                                Long.MAX_VALUE, saved.get(2).timestamp()),
                        13))
                .contains("13:s-3");
    }

    @Test
    void deletesAllThatMatchSequenceNumberAndTime() {
        SnapshotMetadata third = saved.get(2);
        SnapshotSelectionCriteria criteria = SnapshotSelectionCriteria.create(third.sequenceNr(), third.timestamp());
        delete(criteria);
        assertThat(load(ID, criteria, Long.MAX_VALUE)).isEmpty();
        assertThat(load(ID, SnapshotSelectionCriteria.create(14, saved.get(3).timestamp()), Long.MAX_VALUE))
                .contains("14:s-4");
    }

    @Test
    void deletesNothingThatIsYoungerThanTheCriteriaAllow() {
        SnapshotMetadata fourth = saved.get(3);
        delete(SnapshotSelectionCriteria.create(fourth.sequenceNr(), fourth.timestamp() - 1));
        assertThat(load(ID, SnapshotSelectionCriteria.create(14, fourth.timestamp()), Long.MAX_VALUE))
                .contains("14:s-4");
    }

    @Test
    void snapshotsThatHoldActorsAreSerializedAndResolved() {
        store.tell(
                new SnapshotProtocol.SaveSnapshot(new SnapshotMetadata(ID, 100, 0), probe.ref()),
                Adapter.toClassic(probe.ref()));
        probe.expectMessageClass(SaveSnapshotSuccess.class, Duration.ofSeconds(20));
        assertThat(select(ID, LATEST, Long.MAX_VALUE).orElseThrow().snapshot()).isEqualTo(probe.ref());
    }

    @Test
    void answersHoldWhatWasAskedFor() {
        SnapshotMetadata third = new SnapshotMetadata(ID, 13, 0);
        store.tell(new SnapshotProtocol.DeleteSnapshot(third), Adapter.toClassic(probe.ref()));
        assertThat(probe.expectMessageClass(DeleteSnapshotSuccess.class, Duration.ofSeconds(20)))
                .isEqualTo(new DeleteSnapshotSuccess(third));
        store.tell(new SnapshotProtocol.LoadSnapshot("unknown", LATEST, 7), Adapter.toClassic(probe.ref()));
        assertThat(probe.expectMessageClass(SnapshotProtocol.LoadSnapshotResult.class, Duration.ofSeconds(20)))
                .isEqualTo(new SnapshotProtocol.LoadSnapshotResult(Option.empty(), 7));
    }

    @Test
    void overwritesASnapshotOfTheSameSequenceNumber() {
        SnapshotMetadata fifth = saved.get(4);
        save(new SnapshotMetadata(ID, fifth.sequenceNr(), fifth.timestamp()), "s-5-modified");
        assertThat(load(ID, LATEST, Long.MAX_VALUE)).contains("15:s-5-modified");
    }

    @Test
    void keepsMetadataOfReplicatedEventSourcing() {
        save(new SnapshotMetadata(ID, 100, 9000, Option.apply("meta")), "s");
        SelectedSnapshot selected = select(ID, LATEST, Long.MAX_VALUE).orElseThrow();
        assertThat(selected.metadata().metadata()).isEqualTo(Option.apply("meta"));
    }

    @Test
    void savesTenMebibytes() {
        String large = "x".repeat(10 << 20);
        save(new SnapshotMetadata(ID, 100, 9000), large);
        assertThat(load(ID, LATEST, Long.MAX_VALUE)).contains("100:" + large);
    }

    @Test
    void aDamagedSnapshotFailsTheLoadByName() throws Exception {
        damageNewest();
        store.tell(new SnapshotProtocol.LoadSnapshot(ID, LATEST, Long.MAX_VALUE), Adapter.toClassic(probe.ref()));
        assertThat(probe.expectMessageClass(SnapshotProtocol.LoadSnapshotFailed.class, Duration.ofSeconds(20))
                        .cause())
                .hasMessageContaining("15-" + saved.get(4).timestamp() + ".snapshot")
                .hasMessageContaining("checksum");
    }

    @Test
    void aDamagedSnapshotIsPassedOverIfThatIsThePolicy() throws Exception {
        damageNewest();
        stop();
        start("older");
        assertThat(load(ID, LATEST, Long.MAX_VALUE)).contains("14:s-4");
    }

    private void delete(SnapshotSelectionCriteria criteria) {
        store.tell(new SnapshotProtocol.DeleteSnapshots(ID, criteria), Adapter.toClassic(probe.ref()));
        assertThat(probe.expectMessageClass(DeleteSnapshotsSuccess.class, Duration.ofSeconds(20)))
                .isEqualTo(new DeleteSnapshotsSuccess(criteria));
    }

    private void damageNewest() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            Path newest = files.filter(
                            file -> file.endsWith("15-" + saved.get(4).timestamp() + ".snapshot"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(newest);
            bytes[bytes.length - 3] ^= 1;
            Files.write(newest, bytes);
        }
    }

    private SnapshotMetadata save(SnapshotMetadata metadata, String snapshot) {
        store.tell(new SnapshotProtocol.SaveSnapshot(metadata, snapshot), Adapter.toClassic(probe.ref()));
        return probe.expectMessageClass(SaveSnapshotSuccess.class, Duration.ofSeconds(20))
                .metadata();
    }

    private Optional<String> load(String id, SnapshotSelectionCriteria criteria, long to) {
        return select(id, criteria, to).map(selected -> selected.metadata().sequenceNr() + ":" + selected.snapshot());
    }

    private Optional<SelectedSnapshot> select(String id, SnapshotSelectionCriteria criteria, long to) {
        store.tell(new SnapshotProtocol.LoadSnapshot(id, criteria, to), Adapter.toClassic(probe.ref()));
        return OptionConverters.toJava(
                probe.expectMessageClass(SnapshotProtocol.LoadSnapshotResult.class, Duration.ofSeconds(20))
                        .snapshot());
    }

    private Config config(String onDamage) {
        return ConfigFactory.parseString("pekko.persistence.snapshot-store.plugin = \"penstock.snapshot-store\"\n"
                        + "penstock.snapshot-store { min-free = 1 MiB, on-damage = " + onDamage + ", dir = \""
                        + directory + "\" }")
                .withFallback(ConfigFactory.load());
    }
}
