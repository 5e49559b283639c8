package io.penstock.persistence.store;

import static io.penstock.persistence.store.StoreFixture.open;
import static io.penstock.persistence.store.StoreFixture.settings;
import static io.penstock.persistence.store.StoreFixture.texts;
import static io.penstock.persistence.store.StoreFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.persistence.Durability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import net.openhft.chronicle.core.time.SystemTimeProvider;
import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A clock in the hands of the test steps back by three hours. A queue that rolls by it stops; a run's queue has the segment
 * number for a clock, and whatever else asks Chronicle's own gets this one.
 */
class ClockTest {
    private static final long START = 1_790_000_000_000L;
    private static final long BACK = TimeUnit.HOURS.toMillis(3);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final AtomicLong now = new AtomicLong(START);

    @SuppressWarnings("NullAway.Init")
    private TimeProvider former;

    @BeforeEach
    void takeTheClock() {
        former = SystemTimeProvider.CLOCK;
        SystemTimeProvider.CLOCK = now::get;
    }

    @AfterEach
    void giveItBack() {
        SystemTimeProvider.CLOCK = former;
    }

    @Test
    void aQueueThatRollsByThisClockStopsWhenItStepsBack() {
        try (ChronicleQueue queue = SingleChronicleQueueBuilder.binary(directory.resolve("plain"))
                        .rollCycle(RollCycles.FAST_HOURLY)
                        .timeProvider(now::get)
                        .blockSize(StoreFixture.SMALL_BLOCK)
                        .build();
                ExcerptAppender appender = queue.createAppender()) {
            appender.writeText("one");
            now.addAndGet(BACK);
            appender.writeText("two");
            now.addAndGet(-BACK);
            assertThatThrownBy(() -> appender.writeText("three")).hasMessageContaining("EOF");
        }
    }

    @Test
    void theWriterGoesOnOverFilesAndRestartsAndReplayIsComplete() throws Exception {
        StoreSettings settings = settings(directory, Durability.PROCESS);
        int number = 0;
        for (int round = 0; round < 3; round++) {
            try (JournalStore store = open(settings)) {
                number = writeSome(store, number);
                now.addAndGet(BACK);
                number = writeSome(store, number);
                now.addAndGet(-2 * BACK);
                number = writeSome(store, number);
                assertThat(texts(store, "a")).hasSize(number);
            }
        }
        try (JournalStore store = open(StoreFixture.checkingAll(settings))) {
            assertThat(texts(store, "a")).hasSize(number).doesNotHaveDuplicates();
            assertThat(store.highestSequenceNr("a")).isEqualTo(number);
        }
        assertThat(files()).isGreaterThan(9);
    }

    /** More than a file holds. */
    private static int writeSome(JournalStore store, int number) throws Exception {
        String text = "x".repeat(20_000);
        for (int i = 1; i <= 20; i++) {
            write(store, "a", number + i, text + i);
        }
        return number + 20;
    }

    private long files() throws Exception {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".cq4")).count();
        }
    }
}
