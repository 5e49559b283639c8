package io.penstock.persistence.store;

import static io.penstock.persistence.store.StoreFixture.await;
import static io.penstock.persistence.store.StoreFixture.delete;
import static io.penstock.persistence.store.StoreFixture.event;
import static io.penstock.persistence.store.StoreFixture.open;
import static io.penstock.persistence.store.StoreFixture.settings;
import static io.penstock.persistence.store.StoreFixture.texts;
import static io.penstock.persistence.store.StoreFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.persistence.Durability;
import io.penstock.persistence.JournalDirectory;
import io.penstock.persistence.JournalInUseException;
import io.penstock.persistence.chronicle.ChronicleRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class JournalStoreTest {
    private static final Logger LOG = LoggerFactory.getLogger(JournalStoreTest.class);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @ParameterizedTest
    @EnumSource(Durability.class)
    void replaysWhatWasWrittenAfterReopening(Durability durability) throws Exception {
        try (JournalStore store = open(settings(directory, durability))) {
            write(store, "a", 1, "one");
            write(store, "b", 1, "eins");
            write(store, "a", 2, "two");
            assertThat(texts(store, "a")).containsExactly("1:one", "2:two");
        }
        try (JournalStore store = open(settings(directory, durability))) {
            assertThat(texts(store, "a")).containsExactly("1:one", "2:two");
            assertThat(texts(store, "b")).containsExactly("1:eins");
            assertThat(store.highestSequenceNr("a")).isEqualTo(2);
            write(store, "a", 3, "three");
        }
        try (JournalStore store = open(settings(directory, durability))) {
            assertThat(texts(store, "a")).containsExactly("1:one", "2:two", "3:three");
        }
    }

    @Test
    void keepsHighestSequenceNumberAfterDeletingAllAndReopening() throws Exception {
        try (JournalStore store = open(settings(directory, Durability.PROCESS))) {
            write(store, "a", 1, "one");
            write(store, "a", 2, "two");
            delete(store, "a", Long.MAX_VALUE);
            assertThat(texts(store, "a")).isEmpty();
        }
        try (JournalStore store = open(settings(directory, Durability.PROCESS))) {
            assertThat(texts(store, "a")).isEmpty();
            assertThat(store.highestSequenceNr("a")).isEqualTo(2);
        }
    }

    @Test
    void freesFilesThatHoldNothingLiveAndStillKnowsTheHighestNumber() throws Exception {
        StoreSettings settings = settings(directory, Durability.PROCESS);
        byte[] payload = new byte[50_000];
        try (JournalStore store = open(settings)) {
            write(store, "quiet", 1, "deleted early");
            delete(store, "quiet", 1);
            long sequenceNr = 0;
            for (int round = 0; round < 40; round++) {
                List<CompletableFuture<Void>> writes = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    sequenceNr++;
                    writes.add(store.write("busy", List.of(event(sequenceNr, payload)))
                            .toCompletableFuture());
                }
                await(CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)));
                delete(store, "busy", sequenceNr - 1);
            }
        }
        try (JournalStore store = open(settings)) {
            assertThat(cq4Files()).hasSizeLessThan(8);
            assertThat(store.highestSequenceNr("busy")).isEqualTo(400);
            assertThat(store.highestSequenceNr("quiet")).isEqualTo(1);
            assertThat(texts(store, "busy")).hasSize(1);
        }
    }

    @Test
    void replaysFromToAndUntilTold() throws Exception {
        try (JournalStore store = open(settings(directory, Durability.PROCESS))) {
            await(store.write(
                            "a",
                            LongStream.rangeClosed(1, 10)
                                    .mapToObj(n -> event(n, "e" + n))
                                    .toList())
                    .toCompletableFuture());
            List<Long> seen = new ArrayList<>();
            store.replay("a", 3, 6, read -> seen.add(read.event().sequenceNr()));
            assertThat(seen).containsExactly(3L, 4L, 5L, 6L);
            seen.clear();
            store.replay("a", 3, 6, read -> {
                seen.add(read.event().sequenceNr());
                return seen.size() < 2;
            });
            assertThat(seen).containsExactly(3L, 4L);
            delete(store, "a", 4);
            seen.clear();
            store.replay("a", 1, 6, read -> seen.add(read.event().sequenceNr()));
            assertThat(seen).containsExactly(5L, 6L);
        }
    }

    @Test
    void readsBackAnEventOfAHundredMebibytes() throws Exception {
        byte[] payload = new byte[100 << 20];
        new Random(1).nextBytes(payload);
        try (JournalStore store = open(settings(directory, Durability.PROCESS))) {
            write(store, "a", 1, "small");
            await(store.write("a", List.of(event(2, payload))).toCompletableFuture());
            write(store, "a", 3, "small again");
        }
        try (JournalStore store = open(settings(directory, Durability.PROCESS))) {
            List<byte[]> read = new ArrayList<>();
            store.replay("a", 1, 3, each -> read.add(each.event().payload().bytes()));
            assertThat(read).hasSize(3);
            assertThat(read.get(1)).isEqualTo(payload);
        }
    }

    @Test
    void refusesASecondOwnerByNameAndPid() throws Exception {
        assertThat(JournalDirectory.of(directory).owner()).isEmpty();
        JournalStore store = open(settings(directory, Durability.PROCESS));
        assertThatThrownBy(() -> open(settings(directory, Durability.PROCESS)))
                .isInstanceOf(JournalInUseException.class)
                .hasMessageContaining(directory.toRealPath().toString())
                .hasMessageContaining("pid " + ProcessHandle.current().pid());
        assertThat(JournalDirectory.of(directory).owner()).hasValueSatisfying(owner -> assertThat(owner.pid())
                .isEqualTo(ProcessHandle.current().pid()));
        store.close();
        assertThat(JournalDirectory.of(directory).owner()).isEmpty();
        open(settings(directory, Durability.PROCESS)).close();
    }

    @Test
    void failsTheSecondOfTwoWritersOfOnePersistenceId() throws Exception {
        try (JournalStore store = open(settings(directory, Durability.PROCESS))) {
            write(store, "a", 1, "first writer");
            assertThatThrownBy(() -> write(store, "a", 1, "second writer"))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("Two persistent actors");
            assertThat(texts(store, "a")).containsExactly("1:first writer");
        }
    }

    @Test
    void refusesAnotherBlockSize() throws Exception {
        open(settings(directory, Durability.PROCESS)).close();
        StoreSettings other = new StoreSettings(
                directory,
                Durability.PROCESS,
                4 << 20,
                1 << 20,
                1 << 16,
                1 << 20,
                1 << 20,
                1000,
                1 << 20,
                1_000,
                0,
                0.25,
                false,
                4,
                DamagePolicy.FAIL);
        assertThatThrownBy(() -> open(other))
                .hasMessageContaining("block-size 1048576")
                .hasMessageContaining("4194304");
    }

    @Test
    void failsWritesWhileTheDiskIsFullAndWorksAgainOnceThereIsRoom() throws Exception {
        long[] usable = {Long.MAX_VALUE};
        StoreSettings settings = settings(directory, Durability.PROCESS);
        try (JournalStore store = JournalStore.open(settings, ChronicleRun::start, () -> usable[0])) {
            write(store, "a", 1, "one");
            usable[0] = 10;
            assertThatThrownBy(() -> write(store, "a", 2, "two")).hasMessageContaining("No room");
            delete(store, "a", 1);
            usable[0] = Long.MAX_VALUE;
            write(store, "a", 2, "two");
            assertThat(texts(store, "a")).containsExactly("2:two");
        }
    }

    @Test
    void writesNothingBehindAWriteForWhichThereIsNoRoom() throws Exception {
        long[] usable = {1 << 20};
        try (JournalStore store =
                JournalStore.open(settings(directory, Durability.PROCESS), ChronicleRun::start, () -> usable[0])) {
            List<JournalStore.PreparedWrite> writes = List.of(
                    store.prepare("a", List.of(event(1, new byte[2 << 20]))),
                    store.prepare("a", List.of(event(2, "small"))));
            assertThatThrownBy(() -> await(store.write(writes).toCompletableFuture()))
                    .hasMessageContaining("No room");
            assertThat(store.highestSequenceNr("a")).isZero();
            usable[0] = Long.MAX_VALUE;
            await(store.write(writes).toCompletableFuture());
            assertThat(store.highestSequenceNr("a")).isEqualTo(2);
        }
    }

    @Test
    void writesThatArriveDuringAForceShareTheNextOne() throws Exception {
        try (JournalStore store = open(settings(directory, Durability.DISK))) {
            write(store, "first", 1, "opens the file");
            long before = store.commits();
            List<CompletableFuture<Void>> writes = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                writes.add(store.write("id-" + i, List.of(event(1, "x"))).toCompletableFuture());
            }
            await(CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)));
            assertThat(store.commits() - before).isLessThan(250);
        }
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void interruptsDoNoHarm(Durability durability) throws Exception {
        try (JournalStore store = open(settings(directory, durability))) {
            for (int i = 1; i <= 200; i++) {
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("penstock-journal-"))
                        .forEach(Thread::interrupt);
                write(store, "a", i, "x".repeat(5000));
            }
            assertThat(texts(store, "a")).hasSize(200);
        }
        try (JournalStore store = open(settings(directory, durability))) {
            assertThat(texts(store, "a")).hasSize(200);
        }
    }

    @Test
    void opensByTheIndexFileAndWithoutIt() throws Exception {
        int ids = Integer.getInteger("penstock.index.ids", 20_000);
        StoreSettings settings = settings(directory, Durability.PROCESS, 32 << 20, DamagePolicy.FAIL);
        try (JournalStore store = open(settings)) {
            CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
            for (int i = 0; i < ids; i++) {
                last = store.write("persistence-id-" + i, List.of(event(1, "x", "tag-" + i % 3)))
                        .toCompletableFuture();
            }
            await(last);
        }
        for (boolean indexed : new boolean[] {true, false}) {
            if (!indexed) {
                Files.delete(directory.resolve(IndexFile.FILE));
            }
            long started = System.nanoTime();
            try (JournalStore store = open(settings)) {
                LOG.info(
                        "{} persistence ids, index file {}: open in {} ms, {} MiB of heap in use",
                        ids,
                        indexed,
                        (System.nanoTime() - started) / 1_000_000,
                        usedHeapMebibytes());
                assertThat(store.persistenceIds(0, ids + 1)).hasSize(ids);
                assertThat(store.tagged("tag-1", 0, ids).events()).hasSizeBetween(ids / 3, ids / 3 + 1);
                assertThat(texts(store, "persistence-id-" + (ids - 1))).containsExactly("1:x");
            }
        }
    }

    @Test
    void anIndexFileThatIsDamagedIsNotBelieved() throws Exception {
        StoreSettings settings = settings(directory, Durability.PROCESS);
        try (JournalStore store = open(settings)) {
            write(store, "a", 1, "one");
        }
        Path index = directory.resolve(IndexFile.FILE);
        byte[] bytes = Files.readAllBytes(index);
        bytes[bytes.length - 10] ^= 1;
        Files.write(index, bytes);
        try (JournalStore store = open(settings)) {
            assertThat(texts(store, "a")).containsExactly("1:one");
        }
    }

    private static long usedHeapMebibytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    }

    private List<Path> cq4Files() throws Exception {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".cq4")).toList();
        }
    }
}
