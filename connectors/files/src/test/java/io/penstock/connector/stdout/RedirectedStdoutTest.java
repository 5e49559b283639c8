package io.penstock.connector.stdout;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.connector.Committer;
import io.penstock.connector.ConnectorClock;
import io.penstock.connector.ConnectorMetrics;
import io.penstock.connector.Environment;
import io.penstock.connector.PermanentFailureException;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkWriter;
import io.penstock.connector.contract.ListBatch;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a restart finds in the file that standard output goes to, and what it makes of it. */
class RedirectedStdoutTest {
    private static final SinkContext CONTEXT = new SinkContext("job", "job-1", "out", 0, 1, 1, 0);
    private static final SinkContext RESTARTED = new SinkContext("job", "job-1", "out", 0, 1, 2, 7);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private Path file;

    RedirectedStdoutTest() {
        this.file = Path.of("out.txt");
    }

    @BeforeEach
    void nameTheFile() throws IOException {
        file = directory.resolve("out.txt");
        Files.writeString(file, "of a start before\n");
    }

    private StdoutSink<String> sink() {
        return StdoutSink.redirected(() -> new RedirectedOutput(file));
    }

    private List<PreparedLines> prepared(long epoch, String... lines) throws Exception {
        try (SinkWriter<String, PreparedLines> writer = sink().open(CONTEXT)) {
            writer.write(ListBatch.of(lines));
            return writer.prepare(epoch);
        }
    }

    /** As a process of its own would. */
    private void commit(List<PreparedLines> lines) throws Exception {
        try (Committer<PreparedLines> committer = sink().committer(CONTEXT)) {
            committer.commit(lines);
        }
    }

    private String printed() throws IOException {
        return Files.readString(file);
    }

    private void cutTo(long length) throws IOException {
        try (FileChannel out = FileChannel.open(file, WRITE)) {
            out.truncate(length);
        }
    }

    private long length() throws IOException {
        return Files.size(file);
    }

    @Test
    void printsBehindWhatIsThere() throws Exception {
        commit(prepared(1, "zwölf", "b"));

        assertThat(printed()).isEqualTo("of a start before\nzwölf\nb\n");
    }

    @Test
    void epochsOfTheSameTextAreEachPrinted() throws Exception {
        commit(prepared(1, "a"));
        commit(prepared(2, "a"));

        assertThat(printed()).isEqualTo("of a start before\na\na\n");
    }

    @Test
    void epochThatIsThereIsNotPrintedAgainWhateverCameBehindIt() throws Exception {
        List<PreparedLines> lines = prepared(1, "a", "b");
        commit(lines);
        Files.writeString(file, "text of another\n", APPEND);

        commit(lines);

        assertThat(printed()).isEqualTo("of a start before\na\nb\ntext of another\n");
    }

    @Test
    void epochThatWasNotedAndNotPrintedIsPrinted() throws Exception {
        List<PreparedLines> lines = prepared(1, "a");
        long before = length();
        commit(lines);
        cutTo(before);

        commit(lines);

        assertThat(printed()).isEqualTo("of a start before\na\n");
    }

    @Test
    void restOfAnEpochThatIsThereInPartIsPrinted() throws Exception {
        List<PreparedLines> lines = prepared(1, "one", "two");
        commit(lines);
        cutTo(length() - 3);

        commit(lines);

        assertThat(printed()).isEqualTo("of a start before\none\ntwo\n");
    }

    @Test
    void otherTextWhereAnEpochShouldBeIsRefused() throws Exception {
        List<PreparedLines> lines = prepared(1, "one", "two");
        commit(lines);
        cutTo(length() - 3);
        Files.writeString(file, "a line of a log\n", APPEND);

        assertThatThrownBy(() -> commit(lines))
                .isInstanceOf(PermanentFailureException.class)
                .hasMessageContaining("began to print epoch 1 at byte 18 of " + file)
                .hasMessageContaining("truncate -s 18 " + file);
    }

    @Test
    void fileThatWasEmptiedIsRefusedByTheNextStart() throws Exception {
        commit(prepared(7, "a"));
        cutTo(0);

        assertThatThrownBy(() -> sink().recover(RESTARTED, List.of()))
                .isInstanceOf(PermanentFailureException.class)
                .hasMessageContaining("out.txt has 0 bytes, but sink out of job job has printed up to byte 20")
                .hasMessageContaining("Start the process with '>>'");
    }

    @Test
    void epochOfAnotherFileIsRefused() throws Exception {
        List<PreparedLines> lines = prepared(1, "a");
        file = Files.createFile(directory.resolve("other.txt"));

        assertThatThrownBy(() -> commit(lines))
                .isInstanceOf(PermanentFailureException.class)
                .hasMessageContaining("was to print epoch 1 into another file than " + file)
                .hasMessageContaining("StdoutSink.committed()");
    }

    @Test
    void committedModeTakesOverWhatRedirectedModeRefuses() throws Exception {
        List<PreparedLines> lines = prepared(1, "a");
        ByteArrayOutputStream screen = new ByteArrayOutputStream();

        StdoutSink.<String>committed()
                .printTo(new PrintStream(screen, true, StandardCharsets.UTF_8))
                .committer(CONTEXT)
                .commit(lines);

        assertThat(screen.toString(StandardCharsets.UTF_8)).isEqualTo("a\n");
    }

    @Test
    void whatGoesToNoRegularFileIsRefused() throws Exception {
        Path descriptor = Files.createSymbolicLink(directory.resolve("1"), Path.of("/dev/null"));

        assertThatThrownBy(() -> RedirectedOutput.of(descriptor, flags("0102001")))
                .isInstanceOf(PermanentFailureException.class)
                .hasMessageContaining("standard output is /dev/null and no regular file")
                .hasMessageContaining(">> FILE");
    }

    /** As Linux shows those of a descriptor. */
    private Path flags(String octal) throws IOException {
        return Files.writeString(directory.resolve("flags"), "pos:\t0\nflags:\t" + octal + "\nmnt_id:\t27\n");
    }

    @Test
    void fileThatIsAppendedToIsTaken() throws Exception {
        Path descriptor = Files.createSymbolicLink(directory.resolve("1"), file);

        assertThat(RedirectedOutput.of(descriptor, flags("0102001")).file()).isEqualTo(file);
    }

    @Test
    void fileThatIsWrittenOverIsRefused() throws Exception {
        Path descriptor = Files.createSymbolicLink(directory.resolve("1"), file);

        assertThatThrownBy(() -> RedirectedOutput.of(descriptor, flags("0100001")))
                .isInstanceOf(PermanentFailureException.class)
                .hasMessageContaining("is written over " + file)
                .hasMessageContaining("'>>' in place of '>'");
    }

    @Test
    void notesOfAJobThatIsOverAreRemoved() throws Exception {
        commit(prepared(1, "a"));

        sink().finish(CONTEXT);

        try (Stream<Path> notes = Files.list(directory.resolve(".out.txt.penstock"))) {
            assertThat(notes.map(note -> note.getFileName().toString())).containsExactlyInAnyOrder("id", "lock");
        }
    }

    /** A process that has the lock of a file until its input ends. */
    static final class LockHolder {
        private LockHolder() {}

        public static void main(String[] arguments) throws IOException {
            try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), CREATE, WRITE)) {
                System.out.println(channel.tryLock() == null ? "refused" : "locked");
                while (System.in.read() >= 0) {
                    // Until the test closes it, or dies.
                }
            }
        }
    }

    @Test
    void fileOfAnotherProcessIsRefusedUntilThatEnds() throws Exception {
        Path lock =
                Files.createDirectories(directory.resolve(".out.txt.penstock")).resolve("lock");
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        lock.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = other.inputReader()) {
            assertThat(said.readLine()).isEqualTo("locked");

            assertThatThrownBy(() -> sink().committer(CONTEXT))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another process prints into " + file)
                    .hasMessageContaining("lock on " + lock);

            other.getOutputStream().close();
            other.waitFor();
            commit(prepared(1, "a"));
            assertThat(printed()).isEqualTo("of a start before\na\n");
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void idOfTheNotesComesFromTheClockThatTheSinkIsLent() throws Exception {
        ConnectorClock machine = ConnectorClock.system();
        ConnectorClock clock = new ConnectorClock() {
            @Override
            public long currentMillis() {
                return machine.currentMillis();
            }

            @Override
            public long nanos() {
                return machine.nanos();
            }

            @Override
            public String freshId() {
                return "0123456789abcdef";
            }
        };
        SinkContext context =
                new SinkContext("job", "job-1", "out", 0, 1, 1, 0, new Environment(clock, new ConnectorMetrics()));

        try (SinkWriter<String, PreparedLines> writer = sink().open(context)) {
            writer.write(ListBatch.of("a"));

            assertThat(writer.prepare(1)).extracting(PreparedLines::notes).containsExactly("0123456789abcdef");
        }
    }
}
