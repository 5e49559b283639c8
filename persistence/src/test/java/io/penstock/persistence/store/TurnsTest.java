package io.penstock.persistence.store;

import static io.penstock.persistence.store.StoreFixture.await;
import static io.penstock.persistence.store.StoreFixture.event;
import static io.penstock.persistence.store.StoreFixture.open;
import static io.penstock.persistence.store.StoreFixture.settings;
import static io.penstock.persistence.store.StoreFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.persistence.Durability;
import io.penstock.persistence.chronicle.ChronicleRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Callers and the writer thread take turns at writing. */
class TurnsTest {
    private static final int CALLERS = 4;
    private static final int EVENTS = 300;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @ParameterizedTest
    @EnumSource(Durability.class)
    void whatManyThreadsWriteAtOnceIsAllThereInOrder(Durability durability) throws Exception {
        try (JournalStore store = open(settings(directory, durability))) {
            ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
            List<Future<?>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                String id = "id-" + i;
                callers.add(threads.submit(() -> writeInBothWays(store, id)));
            }
            for (Future<?> caller : callers) {
                caller.get(60, TimeUnit.SECONDS);
            }
            threads.shutdown();
        }
        try (JournalStore store = open(StoreFixture.checkingAll(settings(directory, durability)))) {
            for (int i = 0; i < CALLERS; i++) {
                assertThat(texts(store, "id-" + i))
                        .hasSize(EVENTS)
                        .startsWith("1:e1")
                        .endsWith(EVENTS + ":e" + EVENTS);
            }
        }
    }

    /** An event that overtook the one before it would have that one refused. */
    private static Void writeInBothWays(JournalStore store, String id) throws Exception {
        List<CompletableFuture<?>> written = new ArrayList<>();
        for (int i = 1; i <= EVENTS; i++) {
            List<StoredEvent> event = List.of(event(i, "e" + i));
            if (i % 3 == 0) {
                written.add(store.write(id, event).toCompletableFuture());
            } else {
                written.addAll(store.writeEach(List.of(List.of(store.prepare(id, event)))));
            }
        }
        await(CompletableFuture.allOf(written.toArray(CompletableFuture[]::new)));
        return null;
    }

    @Test
    void aWriteIsReadableWhenItIsAcknowledgedToTheThreadThatWroteIt() throws Exception {
        try (JournalStore store = open(settings(directory, Durability.PROCESS))) {
            List<CompletableFuture<Void>> written =
                    store.writeEach(List.of(List.of(store.prepare("a", List.of(event(1, "one")))), List.of()));
            await(CompletableFuture.allOf(written.toArray(CompletableFuture[]::new)));
            assertThat(written).hasSize(2);
            assertThat(texts(store, "a")).containsExactly("1:one");
        }
    }

    @Test
    void aThreadThatIsInterruptedLeavesTheWritingToTheWriter() throws Exception {
        try (JournalStore store = open(settings(directory, Durability.PROCESS))) {
            Thread.currentThread().interrupt();
            List<CompletableFuture<Void>> written =
                    store.writeEach(List.of(List.of(store.prepare("a", List.of(event(1, "one"))))));
            assertThat(Thread.interrupted()).isTrue();
            await(written.get(0));
            assertThat(texts(store, "a")).containsExactly("1:one");
        }
    }

    @Test
    void aThreadThatIsInterruptedWhileItWritesFinishesAndStaysInterrupted() throws Exception {
        Run.Factory interrupting = (in, first, block) -> new InterruptingRun(ChronicleRun.start(in, first, block));
        try (JournalStore store = JournalStore.open(settings(directory, Durability.PROCESS), interrupting)) {
            List<CompletableFuture<Void>> written =
                    store.writeEach(List.of(List.of(store.prepare("a", List.of(event(1, "one"))))));
            assertThat(Thread.interrupted()).isTrue();
            await(written.get(0));
            assertThat(texts(store, "a")).containsExactly("1:one");
        }
    }

    /** Interrupts whoever appends. */
    private record InterruptingRun(Run run) implements Run {
        @Override
        public void roll() {
            run.roll();
        }

        @Override
        public long append(byte[] header, byte[] body, int offset, int length) throws IOException {
            long at = run.append(header, body, offset, length);
            Thread.currentThread().interrupt();
            return at;
        }

        @Override
        public Path directory() {
            return run.directory();
        }

        @Override
        public int segment() {
            return run.segment();
        }

        @Override
        public Path file() {
            return run.file();
        }

        @Override
        public void close() throws IOException {
            run.close();
        }
    }
}
