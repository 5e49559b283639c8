package io.penstock.persistence.store;

import static io.penstock.persistence.store.StoreFixture.event;
import static io.penstock.persistence.store.StoreFixture.open;
import static io.penstock.persistence.store.StoreFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.persistence.Durability;
import io.penstock.persistence.JournalDirectory;
import io.penstock.persistence.JournalInUseException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills a writing process with SIGKILL at random moments and looks at what the next owner finds. {@code
 * -Dpenstock.kill.seeds=100} is the number of kills per durability; each journal lives through several of them.
 */
class KillTest {
    private static final Logger LOG = LoggerFactory.getLogger(KillTest.class);
    private static final int SEEDS = Integer.getInteger("penstock.kill.seeds", 15);
    private static final int KILLS_PER_JOURNAL = 5;
    private static final int LONGEST_MILLIS = 500;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @ParameterizedTest
    @EnumSource(Durability.class)
    void nothingAcknowledgedIsLostAndNothingIsTorn(Durability durability) throws Exception {
        Acknowledged acknowledged = new Acknowledged();
        for (int seed = 0; seed < SEEDS; seed++) {
            Path journal = directory.resolve("journal-" + seed / KILLS_PER_JOURNAL);
            if (seed % KILLS_PER_JOURNAL == 0) {
                acknowledged = new Acknowledged();
            }
            writeUntilKilled(List.of(), journal, durability, seed, acknowledged);
            try (JournalStore store = open(settings(journal, durability))) {
                check(store, acknowledged, "seed " + seed);
                // What the next owner writes must be there too, whatever the crash has left.
                for (int id = 0; id < CrashWriter.IDS; id++) {
                    long next = store.highestSequenceNr(CrashWriter.name(id)) + 1;
                    CompletableFuture<Void> done = store.write(
                                    CrashWriter.name(id), List.of(event(next, CrashWriter.payload(id, next))))
                            .toCompletableFuture();
                    done.get(30, TimeUnit.SECONDS);
                    acknowledged.written[id] = next;
                }
            }
        }
    }

    @Test
    void aProcessThatIsAlwaysPid1OpensWhatItsPredecessorLeftOrItIsNotedThatNamespacesAreNotAllowed() throws Exception {
        List<String> prefix = List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc");
        if (!Jvm.works("unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "true")) {
            LOG.warn("This machine does not allow PID namespaces: the restart is tested with ordinary pids.");
            prefix = List.of();
        }
        Acknowledged acknowledged = new Acknowledged();
        Path journal = directory.resolve("journal");
        for (int seed = 1000; seed < 1003; seed++) {
            writeUntilKilled(prefix, journal, Durability.PROCESS, seed, acknowledged);
        }
        try (JournalStore store = open(settings(journal, Durability.PROCESS))) {
            check(store, acknowledged, "pid 1");
        }
    }

    /** What the killed process said. A deletion that was asked for may or may not have happened. */
    private static final class Acknowledged {
        final long[] written = new long[CrashWriter.IDS];
        final long[] deletionAsked = new long[CrashWriter.IDS];
        final long[] deleted = new long[CrashWriter.IDS];

        void heard(String line) {
            String[] words = line.split(" ", -1);
            if (words.length != 3) {
                return;
            }
            int id = Integer.parseInt(words[1]);
            long number = Long.parseLong(words[2]);
            switch (words[0]) {
                case "written" -> written[id] = Math.max(written[id], number);
                case "deleting" -> deletionAsked[id] = Math.max(deletionAsked[id], number);
                case "deleted" -> deleted[id] = Math.max(deleted[id], number);
                default -> throw new IllegalArgumentException(line);
            }
        }
    }

    private static void writeUntilKilled(
            List<String> prefix, Path journal, Durability durability, int seed, Acknowledged acknowledged)
            throws IOException, InterruptedException {
        Process process = Jvm.start(
                prefix,
                CrashWriter.class,
                journal.resolveSibling("errors").toFile(),
                journal.toString(),
                durability.word(),
                Integer.toString(seed));
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null && !line.equals("open")) {
                line = lines.readLine();
            }
            assertThat(line)
                    .as("the writer of seed " + seed + " opened the journal")
                    .isEqualTo("open");
            if (seed == 0) {
                // Of another process: asked twice, since asking must not take the lock from it.
                for (int i = 0; i < 2; i++) {
                    assertThat(JournalDirectory.of(journal).owner())
                            .hasValueSatisfying(owner -> assertThat(owner.pid()).isEqualTo(process.pid()));
                    assertThatThrownBy(() -> open(settings(journal, durability)))
                            .isInstanceOf(JournalInUseException.class)
                            .hasMessageContaining("process " + process.pid())
                            .hasMessageContaining(journal.toString());
                }
            }
            long killAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(new Random(seed).nextInt(LONGEST_MILLIS));
            line = lines.readLine();
            while (line != null) {
                acknowledged.heard(line);
                if (System.nanoTime() >= killAt) {
                    process.toHandle().destroyForcibly();
                }
                line = lines.readLine();
            }
        }
        assertThat(process.waitFor()).as("killed, not ended").isEqualTo(137);
    }

    private static void check(JournalStore store, Acknowledged acknowledged, String seed) throws IOException {
        for (int id = 0; id < CrashWriter.IDS; id++) {
            String name = CrashWriter.name(id);
            int which = id;
            long highest = store.highestSequenceNr(name);
            assertThat(highest).as(seed + ", highest of " + name).isGreaterThanOrEqualTo(acknowledged.written[id]);
            List<Long> numbers = new ArrayList<>();
            store.replay(name, 1, Long.MAX_VALUE, read -> {
                numbers.add(read.event().sequenceNr());
                assertThat(read.event().payload().bytes())
                        .as(seed + ", event " + read.event().sequenceNr() + " of " + name)
                        .isEqualTo(CrashWriter.payload(which, read.event().sequenceNr()));
                return true;
            });
            long first = numbers.isEmpty() ? highest + 1 : numbers.get(0);
            assertThat(first)
                    .as(seed + ", first of " + name)
                    .isBetween(acknowledged.deleted[id] + 1, Math.max(acknowledged.deletionAsked[id], 0) + 1);
            assertThat(numbers).as(seed + ", events of " + name).hasSize((int) (highest - first + 1));
        }
    }
}
