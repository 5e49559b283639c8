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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each row of what can happen to files between two openings, on what kill -9 leaves behind. */
class DamageTest {
    private static final int EVENTS = 350;
    private static final int PAYLOAD = 2000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path origin;

    @SuppressWarnings("NullAway.Init")
    private static JournalStore owner;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path target;

    @BeforeAll
    static void writeEvents() throws Exception {
        owner = open(settings(origin, Durability.PROCESS));
        List<CompletableFuture<Void>> writes = new ArrayList<>();
        for (int i = 1; i <= EVENTS; i++) {
            writes.add(owner.write("a", List.of(event(i, text(i)))).toCompletableFuture());
        }
        await(CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)));
    }

    @AfterAll
    static void closeOwner() throws IOException {
        owner.close();
    }

    /** What is done to the files; {@code lost} is how many events cannot be there afterwards, at least. */
    enum Row {
        CUT_INSIDE_LAST_DOCUMENT(1) {
            @Override
            void damage(JournalImage image) throws IOException {
                Path last = last(image);
                JournalImage.truncate(last, JournalImage.document(last, JournalImage.documents(last) - 1) + 700);
            }
        },
        CUT_MID_FILE(10) {
            @Override
            void damage(JournalImage image) throws IOException {
                Path last = last(image);
                JournalImage.truncate(last, JournalImage.document(last, 20) + 700);
            }
        },
        CUT_AT_A_PAGE_OF_A_CLOSED_FILE(10) {
            @Override
            void damage(JournalImage image) throws IOException {
                Path first = image.segments().get(0);
                JournalImage.truncate(first, JournalImage.document(first, 20) & -4096L);
            }
        },
        LOST_PAGES(3) {
            @Override
            void damage(JournalImage image) throws IOException {
                Path first = image.segments().get(0);
                JournalImage.overwrite(first, JournalImage.document(first, 20) & -4096L, new byte[8192]);
            }
        },
        LENGTH_WORD_ZEROED(0) {
            @Override
            void damage(JournalImage image) throws IOException {
                Path last = last(image);
                JournalImage.writeInt(last, JournalImage.document(last, 10) - 4, 0);
            }
        },
        LENGTH_WORD_NOT_READY(0) {
            @Override
            void damage(JournalImage image) throws IOException {
                Path last = last(image);
                long at = JournalImage.document(last, 10) - 4;
                JournalImage.writeInt(last, at, (int) JournalImage.readInt(last, at) | 0x8000_0000);
            }
        },
        FAKE_END_OF_FILE(0) {
            @Override
            void damage(JournalImage image) throws IOException {
                Path last = last(image);
                JournalImage.writeInt(last, JournalImage.document(last, 10) - 4, 0xC000_0000);
            }
        },
        LENGTH_WORD_TOO_BIG(0) {
            @Override
            void damage(JournalImage image) throws IOException {
                Path first = image.segments().get(0);
                JournalImage.writeInt(first, JournalImage.document(first, 10) - 4, 0x3FFF_0000);
            }
        },
        LENGTH_WORD_TOO_SMALL(0) {
            @Override
            void damage(JournalImage image) throws IOException {
                Path first = image.segments().get(0);
                JournalImage.writeInt(first, JournalImage.document(first, 10) - 4, 8);
            }
        },
        PAYLOAD_BYTE_FLIPPED(1) {
            @Override
            void damage(JournalImage image) throws IOException {
                Path first = image.segments().get(0);
                flip(first, JournalImage.document(first, 10) + 500);
            }
        },
        PAYLOAD_BYTE_OF_LAST_DOCUMENT_FLIPPED(1) {
            @Override
            void damage(JournalImage image) throws IOException {
                Path last = last(image);
                flip(last, JournalImage.document(last, JournalImage.documents(last) - 1) + 500);
            }
        },
        FIRST_BYTES_ZEROED(0) {
            @Override
            void damage(JournalImage image) throws IOException {
                JournalImage.overwrite(image.segments().get(0), 0, new byte[64]);
            }
        },
        FILE_EMPTIED(10) {
            @Override
            void damage(JournalImage image) throws IOException {
                JournalImage.truncate(last(image), 0);
            }
        },
        NEWEST_FILE_DELETED(10) {
            @Override
            void damage(JournalImage image) throws IOException {
                Files.delete(last(image));
            }
        },
        MIDDLE_FILE_DELETED(10) {
            @Override
            void damage(JournalImage image) throws IOException {
                Files.delete(image.segments().get(1));
            }
        },
        CATALOG_DELETED(0) {
            @Override
            void damage(JournalImage image) throws IOException {
                Files.delete(image.directory().resolve(Catalog.FILE));
            }
        },
        CATALOG_BYTE_FLIPPED(0) {
            @Override
            void damage(JournalImage image) throws IOException {
                flip(image.directory().resolve(Catalog.FILE), 40);
            }
        },
        ACKNOWLEDGED_DELETED(0) {
            @Override
            void damage(JournalImage image) throws IOException {
                Files.delete(image.directory().resolve(LastAcknowledged.FILE));
            }
        },
        MANIFEST_DELETED(0) {
            @Override
            void damage(JournalImage image) throws IOException {
                Files.delete(image.directory().resolve(Manifest.FILE));
            }
        };

        final int lostAtLeast;

        Row(int lostAtLeast) {
            this.lostAtLeast = lostAtLeast;
        }

        abstract void damage(JournalImage image) throws IOException;

        static Path last(JournalImage image) throws IOException {
            List<Path> segments = image.segments();
            return segments.get(segments.size() - 1);
        }

        static void flip(Path file, long at) throws IOException {
            JournalImage.writeInt(file, at, (int) JournalImage.readInt(file, at) ^ 0x10);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isRefusedWithPlaceAndLoss(Row row) throws Exception {
        JournalImage image = JournalImage.of(origin, target.resolve("image"));
        row.damage(image);
        assertThatThrownBy(() -> open(checkingAll(settings(image.directory(), Durability.PROCESS))))
                .isInstanceOfSatisfying(JournalDamagedException.class, e -> assertThat(e.damages())
                        .isNotEmpty()
                        .allSatisfy(damage -> assertThat(damage.file()).startsWithRaw(image.directory())))
                .hasMessageContaining("on-damage = quarantine");
    }

    @ParameterizedTest
    @EnumSource
    void quarantineKeepsWhatIsWholeAndGoesOn(Row row) throws Exception {
        JournalImage image = JournalImage.of(origin, target.resolve("image"));
        row.damage(image);
        StoreSettings quarantine =
                checkingAll(settings(image.directory(), Durability.PROCESS, 256 << 10, DamagePolicy.QUARANTINE));
        List<String> kept;
        try (JournalStore store = open(quarantine)) {
            kept = texts(store, "a");
            assertThat(kept).hasSizeLessThanOrEqualTo(EVENTS - row.lostAtLeast).hasSizeGreaterThan(100);
            assertThat(kept).isSubsetOf(expected());
            if (row.lostAtLeast <= 1) {
                assertThat(kept).hasSizeGreaterThanOrEqualTo(EVENTS - 1);
            }
            write(store, "a", EVENTS + 1L, "after");
            assertThat(texts(store, "a")).hasSize(kept.size() + 1);
        }
        try (JournalStore store = open(settings(image.directory(), Durability.PROCESS))) {
            assertThat(texts(store, "a")).hasSize(kept.size() + 1).endsWith(EVENTS + 1 + ":after");
        }
        try (Stream<Path> reports = Files.list(image.directory().resolve("quarantine"))) {
            assertThat(reports.map(Path::toString)).anyMatch(name -> name.endsWith(".report"));
        }
    }

    @ParameterizedTest
    @EnumSource(MetadataRow.class)
    void chroniclesOwnTableIsNotNeeded(MetadataRow row) throws Exception {
        JournalImage image = JournalImage.of(origin, target.resolve("image"));
        try (Stream<Path> files = Files.walk(image.directory())) {
            for (Path file : files.filter(each -> each.toString().endsWith("metadata.cq4t"))
                    .toList()) {
                switch (row) {
                    case DELETED -> Files.delete(file);
                    case EMPTIED -> JournalImage.truncate(file, 0);
                    case HEADER_ZEROED -> JournalImage.overwrite(file, 0, new byte[64]);
                }
            }
        }
        try (JournalStore store = open(settings(image.directory(), Durability.PROCESS))) {
            assertThat(texts(store, "a")).isEqualTo(expected());
            write(store, "a", EVENTS + 1L, "after");
        }
    }

    enum MetadataRow {
        DELETED,
        EMPTIED,
        HEADER_ZEROED
    }

    @Test
    void tornTailThatWasNeverAcknowledgedIsCutBackToTheLastAcknowledgedEntry() throws Exception {
        JournalImage image = JournalImage.of(origin, target.resolve("image"));
        Path last = Row.last(image);
        long acknowledged = LastAcknowledged.read(image.directory()).orElseThrow();
        LastAcknowledged.open(image.directory(), acknowledged - 2).close();
        Row.flip(last, JournalImage.document(last, JournalImage.documents(last) - 2) + 500);
        for (int round = 0; round < 2; round++) {
            try (JournalStore store = open(settings(image.directory(), Durability.PROCESS))) {
                assertThat(texts(store, "a").subList(0, EVENTS - 2))
                        .isEqualTo(expected().subList(0, EVENTS - 2));
                assertThat(store.highestSequenceNr("a")).isEqualTo(EVENTS - 2 + round);
                write(store, "a", EVENTS - 1L + round, "instead");
            }
        }
    }

    @Test
    void damageInAFileThatTheIndexCoversIsReportedWhenItIsRead() throws Exception {
        JournalImage image = JournalImage.of(origin, target.resolve("image"));
        StoreSettings settings = settings(image.directory(), Durability.PROCESS);
        open(settings).close();
        Path first = image.segments().get(0);
        Row.flip(first, JournalImage.document(first, 10) + 500);
        try (JournalStore store = open(settings)) {
            assertThatThrownBy(() -> texts(store, "a"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(first.toString())
                    .hasMessageContaining("not intact");
        }
    }

    private static List<String> expected() {
        List<String> expected = new ArrayList<>();
        for (int i = 1; i <= EVENTS; i++) {
            expected.add(i + ":" + text(i));
        }
        return expected;
    }

    private static String text(int i) {
        return ("event " + i + " ").repeat(PAYLOAD / 8).substring(0, PAYLOAD);
    }
}
