package io.penstock.connector.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.servers.ForkedProcess;
import io.penstock.servers.Outcome;
import io.penstock.servers.S3Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Objects to objects while jobs and server are killed with SIGKILL in turn. What came out is counted by a plain client.
 * {@code -Dpenstock.s3.kills=N} says how often in all, {@code -Dpenstock.s3.seed=N} draws other moments.
 */
class S3CrashTest {
    private static final Logger LOG = LoggerFactory.getLogger(S3CrashTest.class);
    private static final int KILLS = Integer.getInteger("penstock.s3.kills", 2);
    private static final long SEED = Long.getLong("penstock.s3.seed", 1);
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration DOWN = Duration.ofSeconds(2);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final SplittableRandom random = new SplittableRandom(SEED);

    private void pause(long mostMillis) {
        LockSupport.parkNanos(Duration.ofMillis(random.nextLong(mostMillis + 1)).toNanos());
    }

    /** Waits until some more epochs are visible, then a little, so that any moment of an epoch can be the one. */
    private void awaitProgress(ForkedProcess job, Bucket bucket) {
        int goal = bucket.keys("uploaded/uploaded-").size() + random.nextInt(1, 6);
        await().atMost(LIMIT).until(() -> {
            if (!job.isAlive()) {
                throw new AssertionError(job + " has ended" + job.tail());
            }
            return bucket.keys("uploaded/uploaded-").size() >= goal;
        });
        pause(600);
    }

    @Test
    void eachRecordIsThereOnceAfterJobsAndServerWereKilled() throws Exception {
        try (S3Server server = S3Server.started()) {
            Bucket bucket = Bucket.create(server);
            ForkedProcess job = CopyJob.start(bucket, directory, 2);
            int jobKills = 0;
            int serverKills = 0;
            try (Feeder feeder = new Feeder(bucket, "in")) {
                for (int kill = 0; kill < KILLS; kill++) {
                    awaitProgress(job, bucket);
                    if (kill % 2 == 0) {
                        job.kill();
                        jobKills++;
                        if (kill == 0) {
                            LockSupport.parkNanos(DOWN.toNanos());
                        }
                        job = CopyJob.start(bucket, directory, random.nextInt(1, 4));
                    } else {
                        server.kill();
                        serverKills++;
                        pause(500);
                        server.start();
                    }
                }
                feeder.close();
                List<String> expected = feeder.lines();
                ForkedProcess last = job;
                await().atMost(LIMIT)
                        .pollInterval(Duration.ofMillis(500))
                        .until(() -> !last.isAlive()
                                || (Outcome.of(expected, bucket.lines("inline/"))
                                                        .missing()
                                                == 0
                                        && Outcome.of(expected, bucket.lines("uploaded/"))
                                                        .missing()
                                                == 0));
                // With a last checkpoint, and its commit.
                last.stop(Duration.ofSeconds(60));
                Outcome inline = Outcome.of(expected, bucket.lines("inline/"));
                Outcome uploaded = Outcome.of(expected, bucket.lines("uploaded/"));
                LOG.info(
                        "{} kills of the job, {} of the server: put at the commit {}, uploaded {}",
                        jobKills,
                        serverKills,
                        inline,
                        uploaded);

                assertThat(inline).as("put at the commit" + last.tail()).matches(Outcome::isExact);
                assertThat(uploaded).as("uploaded").matches(Outcome::isExact);
                assertThat(bucket.uploads("")).as("unfinished uploads").isEmpty();
            } finally {
                job.kill();
            }
        }
    }
}
