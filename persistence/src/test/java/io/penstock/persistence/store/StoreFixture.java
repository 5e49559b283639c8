package io.penstock.persistence.store;

import io.penstock.persistence.Durability;
import io.penstock.persistence.chronicle.ChronicleRun;
import io.penstock.persistence.store.StoredEvent.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Opens stores with small files and writes recognizable events. */
public final class StoreFixture {
    public static final int SMALL_BLOCK = 1 << 20;

    private StoreFixture() {}

    public static StoreSettings settings(Path directory, Durability durability) {
        return settings(directory, durability, 256 << 10, DamagePolicy.FAIL);
    }

    public static StoreSettings settings(
            Path directory, Durability durability, long segmentBytes, DamagePolicy policy) {
        return new StoreSettings(
                directory.toAbsolutePath(),
                durability,
                SMALL_BLOCK,
                segmentBytes,
                64 << 10,
                256 << 20,
                64 << 20,
                10_000,
                8 << 20,
                1_000,
                0,
                0.25,
                false,
                4,
                policy);
    }

    /** The same, and every file is scanned at opening. */
    public static StoreSettings checkingAll(StoreSettings settings) {
        return new StoreSettings(
                settings.directory(),
                settings.durability(),
                settings.blockBytes(),
                settings.segmentBytes(),
                settings.chunkBytes(),
                settings.maxWriteBytes(),
                settings.maxPendingBytes(),
                settings.maxWaitMillis(),
                settings.maxBatchBytes(),
                settings.groupWaitMicros(),
                settings.minFreeBytes(),
                settings.moveBelow(),
                true,
                settings.indexEverySegments(),
                settings.damagePolicy());
    }

    public static JournalStore open(StoreSettings settings) throws IOException {
        return JournalStore.open(settings, ChronicleRun::start);
    }

    public static StoredEvent event(long sequenceNr, byte[] payload, String... tags) {
        return new StoredEvent(
                sequenceNr, 1_000 + sequenceNr, "writer", "", new Payload(4, "", payload), null, List.of(tags));
    }

    public static StoredEvent event(long sequenceNr, String text, String... tags) {
        return event(sequenceNr, text.getBytes(StandardCharsets.UTF_8), tags);
    }

    /** Writes one event and waits for it. */
    public static void write(JournalStore store, String persistenceId, long sequenceNr, String text) throws Exception {
        await(store.write(persistenceId, List.of(event(sequenceNr, text))).toCompletableFuture());
    }

    public static void delete(JournalStore store, String persistenceId, long to) throws Exception {
        await(store.deleteTo(persistenceId, to).toCompletableFuture());
    }

    public static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    public static List<String> texts(JournalStore store, String persistenceId) throws IOException {
        List<String> texts = new ArrayList<>();
        store.replay(persistenceId, 1, Long.MAX_VALUE, read -> {
            texts.add(read.event().sequenceNr() + ":"
                    + new String(read.event().payload().bytes(), StandardCharsets.UTF_8));
            return true;
        });
        return texts;
    }
}
