package io.penstock.persistence.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.penstock.persistence.Durability;
import io.penstock.persistence.store.JournalStore;
import io.penstock.persistence.store.StoreFixture;
import io.penstock.persistence.store.StoredEvent;
import io.penstock.persistence.store.StoredEvent.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tools on a journal whose owner is alive. */
class JournalToolsTest {
    /** Pekko's serializer of strings. */
    private static final int STRING_SERIALIZER = 20;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private JournalStore owner;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void write() throws Exception {
        owner = StoreFixture.open(StoreFixture.settings(directory, Durability.PROCESS));
        for (int i = 1; i <= 5; i++) {
            write("a", i, "apple " + i, "fruit");
        }
        write("b", 1, "\"bean\"");
        StoreFixture.delete(owner, "a", 2);
    }

    @AfterEach
    void close() throws IOException {
        owner.close();
    }

    private void write(String id, long sequenceNr, String text, String... tags) throws Exception {
        StoredEvent event = new StoredEvent(
                sequenceNr,
                0,
                "w",
                "",
                new Payload(STRING_SERIALIZER, "", text.getBytes(StandardCharsets.UTF_8)),
                null,
                List.of(tags));
        owner.write(id, List.of(event)).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void listsPersistenceIdsAndFiles() {
        assertThat(run(new ListTool(directory, false), true)).isEqualTo(JournalTool.FINE);
        assertThat(lines())
                .containsExactly(
                        "{\"persistenceId\":\"a\",\"events\":3,\"firstSequenceNr\":3,\"highestSequenceNr\":5,\"deletedTo\":2}",
                        "{\"persistenceId\":\"b\",\"events\":1,\"firstSequenceNr\":1,\"highestSequenceNr\":1,\"deletedTo\":0}");
        out.reset();
        assertThat(run(new ListTool(directory, true), false)).isEqualTo(JournalTool.FINE);
        assertThat(lines()).hasSize(1).first().asString().contains(".cq4").contains("4 entries");
    }

    @Test
    void tellsWhoOwnsTheJournal() {
        assertThat(run(new InfoTool(directory), true)).isEqualTo(JournalTool.FINE);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("\"ownerPid\":" + ProcessHandle.current().pid())
                .contains("\"events\":4")
                .contains("\"damages\":0");
    }

    @Test
    void dumpsWhatTheFilterNamesInHexAndDecoded() {
        EventFilter filter = new EventFilter(Optional.of("a"), Optional.of("fruit"), 4, 5, 10, false);
        assertThat(run(new DumpTool(directory, filter), true)).isEqualTo(JournalTool.FINE);
        assertThat(lines()).hasSize(2);
        assertThat(lines().get(0)).contains("\"event\":\"0x6170706c652034\"").contains("\"tags\":[\"fruit\"]");
        out.reset();
        try (PekkoEventText text = new PekkoEventText(ConfigFactory.load())) {
            new DumpTool(directory, EventFilter.ALL).execute(output(true, text));
        }
        assertThat(lines()).hasSize(4);
        assertThat(lines().get(0)).contains("\"event\":\"apple 3\"");
        assertThat(lines().get(3)).contains("\"event\":\"\\\"bean\\\"\"");
    }

    @Test
    void grepExitsWithOneIfItFoundSomething() {
        try (PekkoEventText text = new PekkoEventText(ConfigFactory.load())) {
            assertThat(new GrepTool(directory, Pattern.compile("apple [45]"), EventFilter.ALL)
                            .execute(output(false, text)))
                    .isEqualTo(JournalTool.FOUND);
            assertThat(lines()).hasSize(2);
            assertThat(new GrepTool(directory, Pattern.compile("pear"), EventFilter.ALL).execute(output(false, text)))
                    .isEqualTo(JournalTool.FINE);
        }
    }

    @Test
    void tailFollowsWhatTheOwnerAcknowledges() {
        AtomicInteger looks = new AtomicInteger();
        TailTool tail = new TailTool(directory, EventFilter.ALL, 1, () -> {
            int look = looks.incrementAndGet();
            try {
                write("c", look, "new " + look);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            return look <= 3;
        });
        assertThat(run(tail, false)).isEqualTo(JournalTool.FINE);
        assertThat(lines()).hasSize(4);
        assertThat(lines().get(1)).contains(" c 1 ");
        assertThat(lines().get(3)).contains(" c 3 ");
    }

    @Test
    void verifySaysFineOrWhatIsCorrupt() throws Exception {
        assertThat(run(new VerifyTool(directory), false)).isEqualTo(JournalTool.FINE);
        owner.close();
        Path file;
        try (Stream<Path> files = Files.walk(directory)) {
            file = files.filter(each -> each.toString().endsWith(".cq4"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] content = Files.readAllBytes(file);
        int at = new String(content, StandardCharsets.ISO_8859_1).indexOf("apple 4");
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(at);
            raw.write('A');
        }
        out.reset();
        assertThat(run(new VerifyTool(directory), true)).isEqualTo(JournalTool.CORRUPT);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"lost\":1").contains("\"verdict\":\"corrupt\"");
        owner = StoreFixture.open(StoreFixture.settings(directory.resolve("another"), Durability.PROCESS));
    }

    @Test
    void aDirectoryWithoutAJournalIsAUsageError() {
        assertThat(run(new InfoTool(directory.resolve("nothing")), false)).isEqualTo(JournalTool.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("holds no journal");
    }

    private int run(JournalTool tool, boolean json) {
        return tool.execute(output(json, EventText.HEX));
    }

    private ToolOutput output(boolean json, EventText text) {
        return new ToolOutput(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                json,
                text);
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
