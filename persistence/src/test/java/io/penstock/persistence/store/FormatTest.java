package io.penstock.persistence.store;

import static io.penstock.persistence.store.StoreFixture.delete;
import static io.penstock.persistence.store.StoreFixture.event;
import static io.penstock.persistence.store.StoreFixture.open;
import static io.penstock.persistence.store.StoreFixture.settings;
import static io.penstock.persistence.store.StoreFixture.texts;
import static io.penstock.persistence.store.StoreFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.persistence.Durability;
import io.penstock.persistence.store.StoredEvent.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that format version 1 wrote once is read for ever, or refused by name. */
class FormatTest {
    private static final String STORED = "/journal-format-1.zip";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    /** Writes the stored journal; was run once for each format version. Argument: the zip file. */
    public static void main(String[] args) throws Exception {
        Path journal = Files.createTempDirectory("format");
        try (JournalStore store = open(settings(journal, Durability.PROCESS, 64 << 10, DamagePolicy.FAIL))) {
            for (int i = 1; i <= 60; i++) {
                write(store, "plain", i, "event " + i + " " + "x".repeat(2000));
            }
            delete(store, "plain", 20);
            store.write("tagged", List.of(event(1, "one", "red"), event(2, "two", "red", "green")))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            store.write("large", List.of(event(1, "L".repeat(200_000))))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            store.write(
                            "metadata",
                            List.of(new StoredEvent(
                                    1,
                                    5,
                                    "w",
                                    "m",
                                    new Payload(9, "pm", new byte[] {1}),
                                    new Payload(8, "mm", new byte[] {2}),
                                    List.of())))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            write(store, "gone", 1, "gone");
            delete(store, "gone", 1);
        }
        // Without the index file: what counts is what the scan reads.
        Files.delete(journal.resolve(IndexFile.FILE));
        try (OutputStream file = Files.newOutputStream(Path.of(args[0]));
                ZipOutputStream zip = new ZipOutputStream(file);
                Stream<Path> all = Files.walk(journal)) {
            for (Path each : all.filter(Files::isRegularFile).sorted().toList()) {
                zip.putNextEntry(new ZipEntry(journal.relativize(each).toString()));
                Files.copy(each, zip);
            }
        }
    }

    @Test
    void readsTheStoredJournalAndWritesOn() throws Exception {
        unzip();
        StoreSettings settings = settings(directory, Durability.PROCESS, 64 << 10, DamagePolicy.FAIL);
        for (int round = 0; round < 2; round++) {
            try (JournalStore store = open(settings)) {
                assertThat(texts(store, "plain"))
                        .hasSize(40 + round)
                        .first()
                        .asString()
                        .startsWith("21:event 21 x");
                assertThat(texts(store, "tagged")).containsExactly("1:one", "2:two");
                assertThat(store.tagged("red", 0, 10).events()).hasSize(2);
                assertThat(store.tagged("green", 0, 10).events()).hasSize(1);
                assertThat(texts(store, "large").get(0)).hasSize(200_002);
                assertThat(texts(store, "gone")).isEmpty();
                assertThat(store.highestSequenceNr("gone")).isEqualTo(1);
                List<StoredEvent> events = new ArrayList<>();
                store.replay("metadata", 1, 1, read -> events.add(read.event()));
                Payload metadata = Objects.requireNonNull(events.get(0).metadata());
                assertThat(metadata.manifest()).isEqualTo("mm");
                assertThat(events.get(0).adapterManifest()).isEqualTo("m");
                write(store, "plain", 61L + round, "new");
            }
        }
    }

    @Test
    void refusesANewerFormatByName() throws Exception {
        unzip();
        Path manifest = directory.resolve(Manifest.FILE);
        Files.writeString(
                manifest,
                Files.readString(manifest).replace("format-version = 1", "format-version = 2"),
                StandardCharsets.UTF_8);
        assertThatThrownBy(() -> open(settings(directory, Durability.PROCESS, 64 << 10, DamagePolicy.FAIL)))
                .hasMessageContaining("format-version 2")
                .hasMessageContaining("version that wrote it");
    }

    private void unzip() throws IOException {
        try (InputStream resource = Objects.requireNonNull(FormatTest.class.getResourceAsStream(STORED));
                ZipInputStream zip = new ZipInputStream(resource)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = directory.resolve(entry.getName());
                Files.createDirectories(file.resolve("..").normalize());
                Files.copy(zip, file);
            }
        }
    }
}
