package io.penstock.examples.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.servers.ForkedProcess;
import io.penstock.servers.Outcome;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connectors whose other end is in the process of the job, while that is killed with SIGKILL. What was written is counted
 * by plain reading of files. {@code -Dpenstock.in-process.kills=N} says how often, {@code -Dpenstock.in-process.seed=N}
 * draws other moments.
 */
class InProcessCrashTest {
    private static final Logger LOG = LoggerFactory.getLogger(InProcessCrashTest.class);
    private static final int KILLS = Integer.getInteger("penstock.in-process.kills", 3);
    private static final long SEED = Long.getLong("penstock.in-process.seed", 1);
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int PER_SECOND = 1_000;
    /** More than what is read until the last kill. */
    private static final int RECORDS = (KILLS + 1) * 3_000;

    private static final int PER_SECOND_AT_LAST = 20_000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path directory;

    private static final SplittableRandom RANDOM = new SplittableRandom(SEED);

    private static InProcessJob.Setup setup(int perSecond) {
        return new InProcessJob.Setup(directory, RECORDS, perSecond, RANDOM.nextInt(1, 4));
    }

    @BeforeAll
    static void killAndFinish() throws Exception {
        LOG.info("{} kills, seed {}", KILLS, SEED);
        for (int kill = 0; kill < KILLS; kill++) {
            try (ForkedProcess job = InProcessJob.start(setup(PER_SECOND))) {
                awaitMoment(job, kill == 0);
                if (!job.isAlive()) {
                    throw new AssertionError(job + " has ended before kill " + (kill + 1) + job.tail());
                }
                job.kill();
            }
        }
        try (ForkedProcess job = InProcessJob.start(setup(PER_SECOND_AT_LAST))) {
            assertThat(job.endsWithin(LIMIT))
                    .as("the end of " + job + job.tail())
                    .isTrue();
            assertThat(job.exitCode()).as("exit code of " + job + job.tail()).isZero();
        }
    }

    /** In the middle of an epoch or of a commit, or, now and then, while it starts. */
    private static void awaitMoment(ForkedProcess job, boolean running) {
        if (running || RANDOM.nextInt(4) > 0) {
            Path notes = directory.resolve("confirmed.txt");
            int goal = LineFile.read(notes).size() + RANDOM.nextInt(200, 1_200);
            await().atMost(LIMIT)
                    .until(() -> !job.isAlive() || LineFile.read(notes).size() >= goal);
            pause(0, 400);
        } else {
            pause(500, 3_000);
        }
    }

    private static void pause(int leastMillis, int mostMillis) {
        LockSupport.parkNanos(
                Duration.ofMillis(RANDOM.nextInt(leastMillis, mostMillis + 1)).toNanos());
    }

    private static List<String> lines(Path folder, String pattern) throws IOException {
        List<String> lines = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            files.forEach(file -> lines.addAll(LineFile.read(file)));
        }
        return lines;
    }

    private static Outcome outcome(String name, List<String> found) {
        List<String> expected =
                LongStream.range(0, RECORDS).mapToObj(Long::toString).toList();
        Outcome outcome = Outcome.of(expected, found);
        LOG.info("after {} kills, {}: {}", KILLS, name, outcome);
        return outcome;
    }

    private static Outcome of(String name, List<String> lines) {
        String begin = name + " ";
        return outcome(
                name,
                lines.stream()
                        .filter(line -> line.startsWith(begin))
                        .map(line -> line.substring(begin.length()))
                        .toList());
    }

    /** What the files of the exactly-once sink have of a source. */
    private static Outcome read(String source) throws IOException {
        return of(source, lines(directory.resolve("out"), "*"));
    }

    /** What all processes together have printed. */
    private static Outcome printed(String mode) throws IOException {
        return of(mode, lines(directory, "in-process-*.log"));
    }

    private static Outcome written(String sink) {
        return outcome(sink, LineFile.read(directory.resolve(sink + ".txt")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"collection", "generator", "resumable"})
    void whatASourceCanReadAgainIsThereOnce(String source) throws Exception {
        assertThat(read(source)).matches(Outcome::isExact);
    }

    @ParameterizedTest
    @ValueSource(strings = {"acknowledged", "offered"})
    void whatASourceAcknowledgesOnceItIsInTheJournalIsAllThere(String source) throws Exception {
        assertThat(read(source)).matches(Outcome::isSuperset);
    }

    @Test
    void ofAStreamThatGivesNothingTwiceNothingIsThereTwice() throws Exception {
        assertThat(read("any-source")).matches(Outcome::isSubset).matches(outcome -> outcome.missing() < RECORDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"committed", "live"})
    void allLinesArePrinted(String mode) throws Exception {
        assertThat(printed(mode)).matches(Outcome::isSuperset);
    }

    @ParameterizedTest
    @ValueSource(strings = {"confirmed", "actor"})
    void whatASinkConfirmsIsAllThere(String sink) {
        assertThat(written(sink)).matches(Outcome::isSuperset);
    }

    @Test
    void aStreamThatConfirmsNothingGetsNothingThatIsNotOfTheJob() {
        assertThat(written("any-sink"))
                .matches(outcome -> outcome.unknown() == 0)
                .matches(outcome -> outcome.missing() < RECORDS);
    }
}
