package io.penstock.persistence.store;

import static io.penstock.persistence.store.StoreFixture.await;
import static io.penstock.persistence.store.StoreFixture.checkingAll;
import static io.penstock.persistence.store.StoreFixture.event;
import static io.penstock.persistence.store.StoreFixture.open;
import static io.penstock.persistence.store.StoreFixture.settings;
import static io.penstock.persistence.store.StoreFixture.texts;
import static io.penstock.persistence.store.StoreFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.persistence.Durability;
import io.penstock.persistence.JournalDamagedException;
import io.penstock.persistence.chronicle.ChronicleRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be forced later is acknowledged at once, and is on the disk before anything that was written after it. */
class ForceLaterTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private Path journal = Path.of("");

    @BeforeEach
    void journal() {
        journal = directory.resolve("journal");
    }

    @Test
    void isReadableOnceAcknowledgedAndCostsNoForce() throws Exception {
        try (JournalStore store = open(settings(journal, Durability.DISK))) {
            write(store, "other", 1, "opens the file");
            long before = store.commits();
            for (int i = 1; i <= 10; i++) {
                later(store, "a", i, "e" + i);
                assertThat(texts(store, "a")).hasSize(i);
            }
            assertThat(store.commits()).isEqualTo(before);
            write(store, "other", 2, "forced");
            assertThat(store.commits()).isEqualTo(before + 1);
        }
        try (JournalStore store = open(checkingAll(settings(journal, Durability.DISK)))) {
            assertThat(texts(store, "a")).hasSize(10);
        }
    }

    @Test
    void survivesTheDeathOfTheProcess() throws Exception {
        try (JournalStore store = open(settings(journal, Durability.DISK))) {
            later(store, "a", 1, "one");
            JournalImage image = JournalImage.of(journal, directory.resolve("image"));
            try (JournalStore next = open(settings(image.directory(), Durability.DISK))) {
                assertThat(texts(next, "a")).containsExactly("1:one");
            }
        }
    }

    @Test
    void aLossOfPowerBeforeTheForceIsNoDamage() throws Exception {
        try (JournalStore store = open(settings(journal, Durability.DISK))) {
            write(store, "other", 1, "forced");
            later(store, "a", 1, "one");
            JournalImage image = imageWithLastDocumentDamaged(1);
            try (JournalStore next = open(settings(image.directory(), Durability.DISK))) {
                assertThat(texts(next, "other")).containsExactly("1:forced");
                assertThat(texts(next, "a")).isEmpty();
            }
        }
    }

    @Test
    void isDamageIfItIsGoneThoughSomethingBehindItWasForced() throws Exception {
        try (JournalStore store = open(settings(journal, Durability.DISK))) {
            write(store, "other", 1, "forced");
            later(store, "a", 1, "one");
            write(store, "other", 2, "forced");
            JournalImage image = imageWithLastDocumentDamaged(2);
            assertThatThrownBy(() -> open(settings(image.directory(), Durability.DISK)))
                    .isInstanceOf(JournalDamagedException.class);
        }
    }

    @Test
    void isForcedWhenItsFileIsFull() throws Exception {
        byte[] payload = new byte[50_000];
        try (JournalStore store = open(settings(journal, Durability.DISK))) {
            write(store, "other", 1, "opens the file");
            long before = store.commits();
            for (int i = 1; i <= 12; i++) {
                await(store.write(List.of(store.prepare("a", List.of(event(i, payload)), Force.LATER)))
                        .toCompletableFuture());
            }
            assertThat(store.commits() - before).isBetween(1L, 3L);
        }
        try (JournalStore store = open(checkingAll(settings(journal, Durability.DISK)))) {
            assertThat(texts(store, "a")).hasSize(12);
        }
    }

    @Test
    void isForcedWhenMuchOfItHasGathered() throws Exception {
        StoreSettings settings = settings(journal, Durability.DISK, 256L << 20, DamagePolicy.FAIL);
        byte[] payload = new byte[1 << 20];
        try (JournalStore store = open(settings)) {
            write(store, "other", 1, "opens the file");
            long before = store.commits();
            for (int i = 1; i <= 20; i++) {
                await(store.writeEach(List.of(List.of(store.prepare("a", List.of(event(i, payload)), Force.LATER))))
                        .get(0));
            }
            // The limit of these settings is 8 MiB.
            assertThat(store.commits() - before).isEqualTo(2);
        }
    }

    @Test
    void isWrittenAgainIfTheRunFailsBeforeItIsForced() throws Exception {
        AtomicInteger fail = new AtomicInteger();
        Run.Factory failing = (in, first, block) -> new FailingRun(ChronicleRun.start(in, first, block), fail);
        try (JournalStore store = JournalStore.open(settings(journal, Durability.DISK), failing)) {
            write(store, "other", 1, "forced");
            later(store, "a", 1, "one");
            later(store, "a", 2, "two");
            for (int i = 0; i < 2; i++) {
                fail.set(1);
                assertThatThrownBy(() -> write(store, "other", 2, "lost")).isInstanceOf(ExecutionException.class);
                assertThat(texts(store, "a")).containsExactly("1:one", "2:two");
            }
            write(store, "other", 2, "forced");
            assertThat(texts(store, "a")).containsExactly("1:one", "2:two");
            later(store, "a", 3, "three");
        }
        try (JournalStore store = open(checkingAll(settings(journal, Durability.DISK)))) {
            assertThat(texts(store, "a")).containsExactly("1:one", "2:two", "3:three");
            assertThat(texts(store, "other")).containsExactly("1:forced", "2:forced");
        }
    }

    @Test
    void isWrittenAgainBeforeTheJournalIsClosedIfTheRunHasFailed() throws Exception {
        AtomicInteger fail = new AtomicInteger();
        Run.Factory failing = (in, first, block) -> new FailingRun(ChronicleRun.start(in, first, block), fail);
        try (JournalStore store = JournalStore.open(settings(journal, Durability.DISK), failing)) {
            later(store, "a", 1, "one");
            fail.set(1);
            assertThatThrownBy(() -> write(store, "other", 1, "lost")).isInstanceOf(ExecutionException.class);
        }
        try (JournalStore store = open(checkingAll(settings(journal, Durability.DISK)))) {
            assertThat(texts(store, "a")).containsExactly("1:one");
        }
    }

    private static void later(JournalStore store, String id, long sequenceNr, String text) throws Exception {
        await(store.writeEach(List.of(List.of(store.prepare(id, List.of(event(sequenceNr, text)), Force.LATER))))
                .get(0));
    }

    /** What a loss of power leaves if it takes the document that is {@code fromEnd} from the end. */
    private JournalImage imageWithLastDocumentDamaged(int fromEnd) throws IOException {
        JournalImage image = JournalImage.of(journal, directory.resolve("image"));
        Path last = image.segments().get(image.segments().size() - 1);
        long at = JournalImage.document(last, JournalImage.documents(last) - fromEnd);
        DamageTest.Row.flip(last, at + FrameDescriptor.HEADER_BYTES + 4);
        return image;
    }

    /** Fails the next appends, so many as {@code fail} says. */
    private record FailingRun(Run run, AtomicInteger fail) implements Run {
        @Override
        public void roll() {
            run.roll();
        }

        @Override
        public long append(byte[] header, byte[] body, int offset, int length) throws IOException {
            if (fail.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new IOException("fails because the test says so");
            }
            return run.append(header, body, offset, length);
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
