package io.penstock.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.persistence.chronicle.ChronicleRun;
import io.penstock.persistence.store.JournalStore;
import io.penstock.persistence.store.StoreFixture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Persistent actors that write for a long time, with snapshots and deletions: what the disk holds in fact ({@code du}) stays
 * under a bound while they write, although each file also holds an event of an actor that deletes nothing.
 */
class BoundedDiskTest {
    private static final int BUSY = 4;
    private static final int ROUNDS = 3_000;
    private static final int EVENT_BYTES = 8_000;
    private static final int SLOW_EVERY = 25;
    private static final long WRITTEN = (long) BUSY * ROUNDS * EVENT_BYTES;

    /** What lives at a time: up to two spans of 20 events and two snapshots of each actor, and the slow actor's events. */
    private static final long LIVE =
            BUSY * 2L * 20 * EVENT_BYTES + BUSY * 3L * EVENT_BYTES + ROUNDS / SLOW_EVERY * 300L;
    /** What README says: live data / move-below (0.25), and a few files (of 256 KiB here). */
    private static final long BOUND = LIVE * 4 + 20 * (256L << 10);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void diskUseStaysUnderLiveDataByMoveBelowAndAFewFilesWhileActorsWriteEightTimesThat() throws Exception {
        assertThat(WRITTEN).isGreaterThan(8 * BOUND);
        long most = 0;
        ActorTestKit kit = ActorTestKit.create(PluginTest.config(directory));
        try {
            TestProbe<String> probe = kit.createTestProbe();
            List<ActorRef<Gauge.Read>> busy = new ArrayList<>();
            for (int i = 0; i < BUSY; i++) {
                busy.add(kit.spawn(Gauge.create("busy-" + i, true)));
            }
            ActorRef<Gauge.Read> slow = kit.spawn(Gauge.create("slow", false));
            for (int round = 1; round <= ROUNDS; round++) {
                for (ActorRef<Gauge.Read> one : busy) {
                    one.tell(new Gauge.Read(round, EVENT_BYTES, probe.ref()));
                }
                if (round % SLOW_EVERY == 0) {
                    slow.tell(new Gauge.Read(round, 10, probe.ref()));
                    probe.receiveMessage(Duration.ofSeconds(20));
                }
                for (int i = 0; i < BUSY; i++) {
                    probe.receiveMessage(Duration.ofSeconds(20));
                }
                if (round % 50 == 0) {
                    most = Math.max(most, bytesOnDisk());
                }
            }
        } finally {
            kit.shutdownTestKit();
            kit.system().getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
        assertThat(most).isLessThan(BOUND);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(bytesOnDisk()).isLessThan(BOUND));
        everythingLiveIsThereAfterARestart();
    }

    private void everythingLiveIsThereAfterARestart() throws Exception {
        try (JournalStore store = JournalStore.open(
                JournalSettings.of(PluginTest.config(directory).getConfig("penstock.journal"), "penstock.journal"),
                ChronicleRun::start)) {
            assertThat(StoreFixture.texts(store, "slow")).hasSize(ROUNDS / SLOW_EVERY);
            for (int i = 0; i < BUSY; i++) {
                assertThat(store.highestSequenceNr("busy-" + i)).isEqualTo(ROUNDS);
                assertThat(StoreFixture.texts(store, "busy-" + i)).isNotEmpty().hasSizeLessThanOrEqualTo(3 * 20);
            }
        }
    }

    /** Allocated blocks, not lengths: files have holes. */
    private long bytesOnDisk() throws Exception {
        Process du = new ProcessBuilder("du", "-sk", directory.toString())
                .redirectErrorStream(true)
                .start();
        String text = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        du.waitFor();
        String figure = text.lines()
                .filter(line -> line.endsWith(directory.toString()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("du says: " + text));
        return Long.parseLong(figure.substring(0, figure.indexOf('\t'))) << 10;
    }
}
