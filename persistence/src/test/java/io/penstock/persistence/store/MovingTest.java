package io.penstock.persistence.store;

import static io.penstock.persistence.store.StoreFixture.await;
import static io.penstock.persistence.store.StoreFixture.delete;
import static io.penstock.persistence.store.StoreFixture.event;
import static io.penstock.persistence.store.StoreFixture.open;
import static io.penstock.persistence.store.StoreFixture.settings;
import static io.penstock.persistence.store.StoreFixture.texts;
import static io.penstock.persistence.store.StoreFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.persistence.Durability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MovingTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void slowPersistenceIdsDoNotPinFilesWhileBusyOnesWriteForALongTime() throws Exception {
        StoreSettings settings = settings(directory, Durability.PROCESS);
        byte[] payload = new byte[30_000];
        long sequenceNr = 0;
        try (JournalStore store = open(settings)) {
            for (int round = 0; round < 200; round++) {
                // Each file would be pinned by one small event that is never deleted.
                write(store, "slow", round + 1L, "slow " + round);
                List<CompletableFuture<Void>> writes = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    sequenceNr++;
                    writes.add(store.write("busy", List.of(event(sequenceNr, payload)))
                            .toCompletableFuture());
                }
                await(CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)));
                delete(store, "busy", sequenceNr);
            }
            // 200 x 300 kB went through files of 256 KiB: about 240 files.
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(files()).hasSizeLessThan(20));
            assertThat(texts(store, "slow")).hasSize(200).startsWith("1:slow 0").endsWith("200:slow 199");
        }
        try (JournalStore store = open(settings)) {
            assertThat(texts(store, "slow")).hasSize(200);
            assertThat(store.highestSequenceNr("busy")).isEqualTo(2000);
            assertThat(texts(store, "busy")).isEmpty();
        }
    }

    @Test
    void movedEventsKeepTheirOrdinals() throws Exception {
        StoreSettings settings = settings(directory, Durability.PROCESS);
        try (JournalStore store = open(settings)) {
            write(store, "slow", 1, "first");
            long before = ordinal(store);
            Path first = files().get(0);
            for (int i = 1; i <= 200; i++) {
                write(store, "busy", i, "x".repeat(30_000));
            }
            delete(store, "busy", 200);
            await().atMost(Duration.ofSeconds(20)).until(() -> !Files.exists(first));
            assertThat(ordinal(store)).isEqualTo(before);
        }
    }

    private static long ordinal(JournalStore store) throws Exception {
        List<Long> ordinals = new ArrayList<>();
        store.replay("slow", 1, 1, read -> ordinals.add(read.ordinal()));
        assertThat(ordinals).hasSize(1);
        return ordinals.get(0);
    }

    private List<Path> files() throws Exception {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".cq4"))
                    .sorted()
                    .toList();
        }
    }
}
