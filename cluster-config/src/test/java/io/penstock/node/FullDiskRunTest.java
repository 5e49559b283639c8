package io.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.Job;
import io.penstock.api.JobArguments;
import io.penstock.api.JobDefinition;
import io.penstock.connector.files.CsvColumn;
import io.penstock.connector.files.FileSink;
import io.penstock.connector.files.FileSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A job whose disk becomes full, as its user meets it: what is said, the exit code, and the same command again. */
class FullDiskRunTest {
    private static final long LINES = 200_000;
    private static final long LINES_PER_KEY = 50;
    private static final int BALLAST = 4096;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Path input;

    @SuppressWarnings("NullAway.Init")
    private Path jar;

    private int runs;

    /** A line and how many of its key came so far; the ballast makes the state large. */
    record Row(long line, long key, long times, String ballast) {
        static Row parse(String text) {
            long line = Long.parseLong(text);
            return new Row(line, line / LINES_PER_KEY, 1, text.repeat(BALLAST / text.length()));
        }

        Row plus(Row next) {
            return new Row(next.line, key, times + next.times, next.ballast);
        }

        @Override
        public String toString() {
            return line + "," + key + "," + times;
        }
    }

    /** Counts the lines of each key. New keys come to the end, so its state and its snapshots grow. */
    public static final class Growing implements JobDefinition {
        @Override
        public Job define(JobArguments arguments) {
            Job job = Job.named("growing").parallelism(2).checkpointEvery(Duration.ofMillis(50));
            job.from(FileSource.lines(arguments.get("input")))
                    .named("lines")
                    .map(Row::parse)
                    .keyBy(Row::key)
                    .reduce(Row::plus, Row.class)
                    .named("rows")
                    .to(FileSink.csv(Path.of(arguments.get("output")), CsvColumn.of("row", Row::toString)))
                    .named("counted");
            return job;
        }
    }

    @BeforeEach
    void makeInput() throws IOException {
        input = Files.write(
                directory.resolve("lines.txt"),
                LongStream.range(0, LINES).mapToObj(Long::toString).toList());
        jar = directory.resolve("jobs.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file)) {
            entries.putNextEntry(new JarEntry(Growing.class.getName().replace('.', '/') + ".class"));
            entries.closeEntry();
        }
    }

    private NodeProcess.Ended run(Path dir, Path output, String minFree) throws IOException, InterruptedException {
        return NodeProcess.run(
                directory.resolve("printed-" + ++runs),
                List.of(
                        "run",
                        "--dir=" + dir,
                        "-Dpenstock.job.restart.max-restarts=2",
                        "-Dpenstock.journal.block-size=1 MiB",
                        "-Dpenstock.journal.chunk-size=64 KiB",
                        "-Dpenstock.journal.segment-size=1 MiB",
                        "-Dpenstock.journal.min-free=" + minFree,
                        "-Dpenstock.snapshot-store.min-free=" + minFree,
                        jar.toString(),
                        Growing.class.getName(),
                        "--input=" + input,
                        "--output=" + output));
    }

    private static void assertOutputIsExact(Path output) throws IOException {
        List<String> rows = new ArrayList<>();
        try (Stream<Path> files = Files.list(output)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                List<String> lines = Files.readAllLines(file);
                rows.addAll(lines.subList(1, lines.size()));
            }
        }
        // Sorted: comparing two lists of this length in any order takes minutes.
        rows.sort(null);
        assertThat(rows)
                .isEqualTo(LongStream.range(0, LINES)
                        .mapToObj(
                                line -> "\"" + new Row(line, line / LINES_PER_KEY, line % LINES_PER_KEY + 1, "") + "\"")
                        .sorted()
                        .toList());
        assertThat(output.resolve(".staging")).doesNotExist();
    }

    private static void assertSuspended(NodeProcess.Ended full, String... said) {
        assertThat(full.exitCode()).as(full.printed()).isEqualTo(ExitCode.JOB.code());
        assertThat(full.printed())
                .contains("job 'growing' is suspended", "once the cause is removed, go on with:")
                .contains(said);
    }

    private void assertGoesOnToTheEnd(NodeProcess.Ended again, Path output) throws IOException {
        assertThat(again.exitCode()).as(again.printed()).isZero();
        assertOutputIsExact(output);
    }

    /** With min-free the journal holds off in time; without, writes go on until the kernel refuses one. */
    @ParameterizedTest
    @ValueSource(strings = {"2 MiB", "0"})
    void isSuspendedWhileTheDiskOfTheJournalIsFullAndGoesOnOnceThereIsRoom(String minFree)
            throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), 64, 54)) {
            Path dir = disk.path().resolve("run");

            NodeProcess.Ended full = run(dir, output, minFree);
            assertSuspended(
                    full,
                    "No room in " + dir.resolve("journal"),
                    " bytes usable, the write needs ",
                    " is kept, complete since ");

            disk.makeRoom();
            assertGoesOnToTheEnd(run(dir, output, minFree), output);
        }
    }

    @Test
    void isSuspendedWhileTheDiskOfTheOutputIsFullAndGoesOnOnceThereIsRoom() throws IOException, InterruptedException {
        Path dir = directory.resolve("run");
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), 16, 14)) {
            Path output = disk.path().resolve("output");

            NodeProcess.Ended full = run(dir, output, "1 MiB");
            assertSuspended(
                    full,
                    "operator    counted",
                    "cannot write " + output,
                    "No space left",
                    "Make room on the file system");

            disk.makeRoom();
            assertGoesOnToTheEnd(run(dir, output, "1 MiB"), output);
        }
    }

    /** Needs no disk of its own: no machine has so much room. */
    @Test
    void isSuspendedIfThereIsNoRoomFromTheBeginningAndBeginsOnceThereIs() throws IOException, InterruptedException {
        Path dir = directory.resolve("run");
        Path output = directory.resolve("output");

        assertSuspended(
                run(dir, output, "4 EiB"),
                "No room in " + dir.resolve("journal"),
                "min-free keeps " + (4L << 60) + " free",
                "goes on from its beginning");

        assertGoesOnToTheEnd(run(dir, output, "1 MiB"), output);
    }
}
