package io.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.penstock.api.Job;
import io.penstock.api.JobArguments;
import io.penstock.api.JobDefinition;
import io.penstock.connector.files.CommittedFiles;
import io.penstock.connector.files.FileSink;
import io.penstock.connector.files.FileSource;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A job from file to file in a process of its own, to which the command line talks. */
class SavepointProcessTest {
    private static final int LINES = 6_000;
    private static final int FIRST = 2_000;
    private static final long KEYS = 7;
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    private final ClassLoader loader = Thread.currentThread().getContextClassLoader();
    private final List<Process> processes = new ArrayList<>();
    private int outputs;

    /** A number and how many of its key came so far. */
    record Seen(long number, long key, long times) {}

    /** Counts numbers per key, and holds the input back until the gate is there. */
    public static final class Counting implements JobDefinition {
        @Override
        public Job define(JobArguments arguments) {
            Job job = Job.named("counting").parallelism(arguments.getInt("parallelism", 1));
            job.from(new GatedSource<>(FileSource.lines(arguments.get("input")), FIRST, Path.of(arguments.get("gate"))))
                    .named("lines")
                    .map(line -> new Seen(Long.parseLong(line), Long.parseLong(line) % KEYS, 1))
                    .keyBy(Seen::key)
                    .reduce((a, b) -> new Seen(b.number(), a.key(), a.times() + b.times()), Seen.class)
                    .named(arguments.get("name", "seen"))
                    .to(FileSink.csv(Path.of(arguments.get("output")), Seen.class))
                    .named("out");
            return job;
        }
    }

    /** The same numbers from a source that cannot be rewound. */
    public static final class CountingOnce implements JobDefinition {
        @Override
        public Job define(JobArguments arguments) {
            Job job = Job.named("counting").parallelism(arguments.getInt("parallelism", 1));
            job.from(new SpoolSource(Path.of(arguments.get("spool"))))
                    .named("spool")
                    .map(line -> new Seen(Long.parseLong(line), Long.parseLong(line) % KEYS, 1))
                    .keyBy(Seen::key)
                    .reduce((a, b) -> new Seen(b.number(), a.key(), a.times() + b.times()), Seen.class)
                    .named("seen")
                    .to(FileSink.csv(Path.of(arguments.get("output")), Seen.class))
                    .named("out");
            return job;
        }
    }

    @BeforeEach
    void makeInput() throws IOException {
        Files.write(
                dir.resolve("input.txt"),
                LongStream.range(0, LINES).mapToObj(Long::toString).toList());
        try (OutputStream file = Files.newOutputStream(dir.resolve("jobs.jar"));
                JarOutputStream entries = new JarOutputStream(file)) {
            for (Class<?> job : List.of(Counting.class, CountingOnce.class)) {
                entries.putNextEntry(new JarEntry(job.getName().replace('.', '/') + ".class"));
                entries.closeEntry();
            }
        }
    }

    @AfterEach
    void stop() {
        processes.forEach(Process::destroyForcibly);
        Thread.currentThread().setContextClassLoader(loader);
    }

    private List<String> job(String... more) {
        List<String> words = new ArrayList<>(List.of(
                dir.resolve("jobs.jar").toString(),
                Counting.class.getName(),
                "--input=" + dir.resolve("input.txt"),
                "--output=" + dir.resolve("out"),
                "--gate=" + dir.resolve("gate")));
        words.addAll(List.of(more));
        return words;
    }

    private static List<String> run(Path where, List<String> options, List<String> job) {
        List<String> words = new ArrayList<>(List.of(
                "run",
                "--dir=" + where,
                "-Dpenstock.checkpoint.interval=50ms",
                "-Dpenstock.journal.block-size=1MiB",
                "-Dpenstock.journal.chunk-size=64KiB",
                "-Dpenstock.journal.segment-size=256KiB",
                "-Dpenstock.journal.min-free=1MiB",
                "-Dpenstock.snapshot-store.min-free=1MiB"));
        words.addAll(options);
        words.addAll(job);
        return words;
    }

    private Path output() {
        return dir.resolve("printed-" + ++outputs);
    }

    private NodeProcess.Ended runToItsEnd(Path where, List<String> options, List<String> job) throws Exception {
        return NodeProcess.run(output(), run(where, options, job));
    }

    /** Starts a process and waits until it has shown the first lines. */
    private Process start(Path where) throws Exception {
        Path printed = output();
        Process process = NodeProcess.start(printed, run(where, List.of(), job()));
        processes.add(process);
        Awaitility.await().atMost(java.time.Duration.ofSeconds(60)).until(() -> {
            assertThat(process.isAlive()).as(Files.readString(printed)).isTrue();
            return CommittedFiles.rows(dir.resolve("out"), "out").size() >= FIRST;
        });
        return process;
    }

    private record Said(int exitCode, String text) {}

    private static Said say(String... words) {
        StringWriter text = new StringWriter();
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(text));
        commandLine.setErr(new PrintWriter(text));
        int exitCode = commandLine.execute(words);
        return new Said(exitCode, text.toString());
    }

    private static Said say(List<String> words) {
        return say(words.toArray(new String[0]));
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private void openGate() throws IOException {
        Files.createFile(dir.resolve("gate"));
    }

    /** Each line is there once, with counts 1 to n per key: no state was lost, and none came twice. */
    private void assertExact() throws IOException {
        Map<Long, List<Long>> times = new HashMap<>();
        List<Long> numbers = new ArrayList<>();
        for (String row : CommittedFiles.rows(dir.resolve("out"), "out")) {
            String[] fields = row.split(",", -1);
            numbers.add(Long.parseLong(fields[0]));
            times.computeIfAbsent(Long.parseLong(fields[1]), key -> new ArrayList<>())
                    .add(Long.parseLong(fields[2]));
        }
        assertThat(numbers.stream().sorted().toList())
                .isEqualTo(LongStream.range(0, LINES).boxed().toList());
        times.values().forEach(counts -> assertThat(counts.stream().sorted().toList())
                .isEqualTo(LongStream.rangeClosed(1, counts.size()).boxed().toList()));
    }

    @Test
    void aKilledJobGoesOnFromItsSavepointWithNothingElseLeftOfIt() throws Exception {
        Path first = dir.resolve("first");
        Process process = start(first);
        Said taken = say("savepoint", "--dir=" + first, "--to=" + dir.resolve("savepoint"));
        assertThat(taken.exitCode()).as(taken.text()).isZero();
        process.destroyForcibly().waitFor();
        delete(first);
        Path moved = Files.createDirectories(dir.resolve("another/root")).resolve("copy");
        Files.move(dir.resolve("savepoint"), moved);

        List<String> check = new ArrayList<>(List.of("check", moved.toString()));
        check.addAll(job("--parallelism=3"));
        Said checked = say(check);
        assertThat(checked.exitCode()).as(checked.text()).isZero();
        assertThat(checked.text()).contains("restores  seen: reduce, parallelism 1 -> 3", "the job can start from it");
        openGate();
        NodeProcess.Ended ended =
                runToItsEnd(dir.resolve("second"), List.of("--from-savepoint=" + moved), job("--parallelism=3"));

        assertThat(ended.exitCode()).as(ended.printed()).isZero();
        assertThat(ended.printed())
                .contains("starts from savepoint " + moved, "the savepoint was taken while the job ran on");
        assertExact();
    }

    @Test
    void aJobStoppedWithASavepointMovesToAnotherDirectoryAndItsOutputToo() throws Exception {
        Path first = dir.resolve("first");
        Process process = start(first);
        Said stopped = say("stop", "--dir=" + first, "--to=" + dir.resolve("savepoint"));
        assertThat(stopped.exitCode()).as(stopped.text()).isZero();
        assertThat(stopped.text()).contains("start from it with:", "stopped with checkpoint", "resume --dir");
        assertThat(process.waitFor()).isZero();
        delete(first);
        openGate();
        List<String> job = job();
        job.set(3, "--output=" + dir.resolve("out2"));

        NodeProcess.Ended ended =
                runToItsEnd(dir.resolve("second"), List.of("--from-savepoint=" + dir.resolve("savepoint")), job);

        assertThat(ended.exitCode()).as(ended.printed()).isZero();
        // The output of both machines is put together: epochs go on, so no name is there twice.
        for (Path file : CommittedFiles.list(dir.resolve("out2"), "out")) {
            Files.move(file, dir.resolve("out").resolve(file.getFileName()));
        }
        assertExact();
    }

    private Path spool() {
        return dir.resolve("spool");
    }

    private void spool(int from, int to) throws IOException {
        Files.createDirectories(spool());
        for (int number = from; number < to; number++) {
            Files.createFile(spool().resolve(String.format("%06d", number)));
        }
    }

    private Process startOnce(Path where, List<String> options, int parallelism) throws Exception {
        List<String> job = List.of(
                dir.resolve("jobs.jar").toString(),
                CountingOnce.class.getName(),
                "--spool=" + spool(),
                "--output=" + dir.resolve("out"),
                "--parallelism=" + parallelism);
        Process process = NodeProcess.start(output(), run(where, options, job));
        processes.add(process);
        return process;
    }

    private void awaitRows(int atLeast) {
        Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(60))
                .until(() -> CommittedFiles.rows(dir.resolve("out"), "out").size() >= atLeast);
    }

    /** The first process elsewhere is killed before it has a checkpoint: all that it was given is in its journal alone. */
    @Test
    void aJobWhoseSourceCannotBeRewoundMovesToAnotherDirectoryAndIsKilledThere() throws Exception {
        Path first = dir.resolve("first");
        Path savepoint = dir.resolve("savepoint");
        spool(0, FIRST);
        Process process = startOnce(first, List.of(), 1);
        awaitRows(1);

        Said refused = say("savepoint", "--dir=" + first, "--to=" + savepoint);
        Said stopped = say("stop", "--dir=" + first, "--to=" + savepoint);

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.text()).contains("source 'spool' cannot be rewound", "stop --to");
        assertThat(stopped.exitCode()).as(stopped.text()).isZero();
        assertThat(process.waitFor()).isZero();
        delete(first);
        spool(FIRST, LINES);
        Path second = dir.resolve("second");
        List<String> from = List.of("--from-savepoint=" + savepoint);
        List<String> withoutCheckpoint = List.of("--from-savepoint=" + savepoint, "-Dpenstock.checkpoint.min-pause=1h");
        Process killed = startOnce(second, withoutCheckpoint, 2);
        Awaitility.await().atMost(java.time.Duration.ofSeconds(60)).until(() -> {
            try (Stream<Path> left = Files.list(spool())) {
                return left.findAny().isEmpty();
            }
        });
        int before = CommittedFiles.rows(dir.resolve("out"), "out").size();
        killed.destroyForcibly().waitFor();
        assertThat(before).isLessThan(LINES);

        startOnce(second, from, 3);

        awaitRows(LINES);
        assertThat(say("stop", "--dir=" + second).exitCode()).isZero();
        assertExact();
    }

    @Test
    void aSavepointThatIsDamagedIsRefusedWithItsPlace() throws Exception {
        Path first = dir.resolve("first");
        start(first);
        Path savepoint = dir.resolve("savepoint");
        assertThat(say("stop", "--dir=" + first, "--to=" + savepoint).exitCode())
                .isZero();
        Path file = savepoint.resolve("2-seen-0.chunks");
        Path damaged = Files.exists(file) ? file : anyChunks(savepoint);
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[bytes.length - 3] ^= 4;
        Files.write(damaged, bytes);

        List<String> check = new ArrayList<>(List.of("check", savepoint.toString()));
        check.addAll(job());
        Said checked = say(check);
        NodeProcess.Ended ended = runToItsEnd(dir.resolve("second"), List.of("--from-savepoint=" + savepoint), job());

        assertThat(checked.exitCode()).isEqualTo(3);
        assertThat(checked.text()).contains(damaged.toString(), "at byte", "CRC32C is");
        assertThat(ended.exitCode()).as(ended.printed()).isEqualTo(3);
    }

    private static Path anyChunks(Path savepoint) throws IOException {
        try (Stream<Path> files = Files.list(savepoint)) {
            return files.filter(file -> file.toString().endsWith(".chunks"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aChangedGraphIsRefusedUnlessTheLossIsAllowedByName() throws Exception {
        Path first = dir.resolve("first");
        start(first);
        Path savepoint = dir.resolve("savepoint");
        assertThat(say("stop", "--dir=" + first, "--to=" + savepoint).exitCode())
                .isZero();
        List<String> check = new ArrayList<>(List.of("check", savepoint.toString()));
        check.addAll(job("--name=other"));

        Said refused = say(check);
        check.add(1, "--allow-drop=seen");
        Said allowed = say(check);
        NodeProcess.Ended ended =
                runToItsEnd(dir.resolve("second"), List.of("--from-savepoint=" + savepoint), job("--name=other"));

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.text())
                .contains("refused   seen: reduce with state, gone from the job", "--allow-drop seen");
        assertThat(allowed.exitCode()).isZero();
        assertThat(allowed.text()).contains("dropped   seen:", "new       other:");
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.printed()).contains("nothing was run");
    }

    @Test
    void statusSaysHowTheJobStandsAndResumeGoesOnWithIt() throws Exception {
        Path first = dir.resolve("first");
        Process process = start(first);

        Said status = say("status", "--dir=" + first, "--json");
        JsonNode json = JSON.readTree(status.text());
        Said inWords = say("status", "--dir=" + first);
        Said stopped = say("stop", "--dir=" + first);

        assertThat(status.exitCode()).isZero();
        assertThat(json.path("phase").asText()).isEqualTo("RUNNING");
        assertThat(json.path("health").path("red").asBoolean()).isFalse();
        assertThat(json.path("health").path("checkpointAgeMillis").isNumber()).isTrue();
        assertThat(inWords.text()).contains("job         counting  RUNNING", "health      fine");
        assertThat(stopped.text()).contains("resume --dir " + first);
        assertThat(process.waitFor()).isZero();
        Said gone = say("status", "--dir=" + first);
        assertThat(gone.exitCode()).isEqualTo(1);
        assertThat(gone.text()).contains("no process runs a job in " + first, "resume --dir " + first);

        openGate();
        NodeProcess.Ended resumed = NodeProcess.run(output(), List.of("resume", "--dir=" + first));

        assertThat(resumed.exitCode()).as(resumed.printed()).isZero();
        assertExact();
    }

    @Test
    void aDrainedJobIsFinished() throws Exception {
        Path first = dir.resolve("first");
        Process process = start(first);

        Said drained = say("stop", "--drain", "--dir=" + first);

        assertThat(drained.exitCode()).as(drained.text()).isZero();
        assertThat(drained.text()).contains("the job is finished with checkpoint");
        assertThat(process.waitFor()).isZero();
        assertThat(runToItsEnd(first, List.of(), job()).printed()).contains("had finished before");
    }
}
