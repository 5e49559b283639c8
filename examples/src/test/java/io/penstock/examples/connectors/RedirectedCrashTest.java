package io.penstock.examples.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.servers.ForkedProcess;
import io.penstock.servers.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job that prints into the file its standard output goes to, while its process is killed with SIGKILL. What is printed is
 * counted by plain reading. {@code -Dpenstock.redirected.kills=N} says how often, {@code -Dpenstock.redirected.seed=N} draws
 * other moments.
 */
class RedirectedCrashTest {
    private static final Logger LOG = LoggerFactory.getLogger(RedirectedCrashTest.class);
    private static final int KILLS = Integer.getInteger("penstock.redirected.kills", 3);
    private static final long SEED = Long.getLong("penstock.redirected.seed", 1);
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int PER_SECOND = 5_000;
    /** More than what is read until the last kill. */
    private static final int RECORDS = (KILLS + 1) * 12_000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final SplittableRandom random = new SplittableRandom(SEED);

    private ForkedProcess start(int perSecond) throws Exception {
        return RedirectedJob.start(
                new RedirectedJob.Setup(directory.resolve("job"), output(), RECORDS, perSecond, random.nextInt(1, 4)));
    }

    private Path output() {
        return directory.resolve("printed.txt");
    }

    private void awaitMoment(ForkedProcess job) {
        int goal = LineFile.read(output()).size() + random.nextInt(1, 8_000);
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !job.isAlive() || LineFile.read(output()).size() >= goal);
        LockSupport.parkNanos(Duration.ofMillis(random.nextInt(0, 120)).toNanos());
    }

    @Test
    void whatIsPrintedIntoAFileIsThereOnce() throws Exception {
        LOG.info("{} kills, seed {}", KILLS, SEED);
        for (int kill = 0; kill < KILLS; kill++) {
            try (ForkedProcess job = start(PER_SECOND)) {
                awaitMoment(job);
                if (!job.isAlive()) {
                    throw new AssertionError(job + " has ended before kill " + (kill + 1) + job.tail());
                }
                job.kill();
            }
        }
        try (ForkedProcess job = start(10 * PER_SECOND)) {
            assertThat(job.endsWithin(LIMIT))
                    .as("the end of " + job + job.tail())
                    .isTrue();
            assertThat(job.exitCode()).as("exit code of " + job + job.tail()).isZero();
        }

        Outcome outcome =
                Outcome.of(LongStream.range(0, RECORDS).mapToObj(Long::toString).toList(), LineFile.read(output()));

        LOG.info("after {} kills, standard output redirected to a file: {}", KILLS, outcome);
        assertThat(outcome).matches(Outcome::isExact);
    }
}
