package io.penstock.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.servers.KafkaBroker;
import io.penstock.servers.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka to Kafka while processes and broker are killed with SIGKILL. What came out is counted by a plain consumer. {@code
 * -Dpenstock.kafka.kills=N} says how often, {@code -Dpenstock.kafka.seed=N} draws other moments.
 */
class KafkaCrashTest {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaCrashTest.class);
    private static final int KILLS = Integer.getInteger("penstock.kafka.kills", 2);
    private static final long SEED = Long.getLong("penstock.kafka.seed", 1);
    private static final int PER_SECOND = 2_000;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(6);
    private static final String CONFIG = """
            penstock.connector.kafka { request-timeout = 5s, sink.transaction-timeout = 6s }
            """;

    @SuppressWarnings("NullAway.Init")
    private static KafkaBroker broker;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final SplittableRandom random = new SplittableRandom(SEED);

    @SuppressWarnings("NullAway.Init")
    private Topic in;

    @SuppressWarnings("NullAway.Init")
    private Topic exactlyOnce;

    @SuppressWarnings("NullAway.Init")
    private Topic atLeastOnce;

    @BeforeAll
    static void startBroker() {
        broker = KafkaBroker.started(Map.of());
    }

    @AfterAll
    static void endBroker() {
        broker.close();
    }

    @BeforeEach
    void createTopics() throws Exception {
        in = Topic.create(broker, "in", 3);
        exactlyOnce = Topic.create(broker, "exactly-once", 3);
        atLeastOnce = Topic.create(broker, "at-least-once", 3);
    }

    private CopyJob.Setup setup() {
        return new CopyJob.Setup(
                in.servers,
                in.name,
                exactlyOnce.name,
                atLeastOnce.name,
                directory.resolve("job"),
                2,
                Duration.ofMillis(200),
                CONFIG);
    }

    private void pause(int leastMillis, int mostMillis) {
        LockSupport.parkNanos(
                Duration.ofMillis(random.nextInt(leastMillis, mostMillis + 1)).toNanos());
    }

    /** Waits until everything has come out, ends the process, and counts. */
    private Outcome drained(CopyJob last) {
        List<String> expected = in.values();
        try {
            Awaitility.await("all lines in " + exactlyOnce.name)
                    .atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> Outcome.of(expected, exactlyOnce.values()).missing() == 0 || !last.isAlive());
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(
                    "exactly once " + Outcome.of(expected, exactlyOnce.values()) + " after " + LIMIT + last.tail(),
                    late);
        }
        // What may come twice comes with the next checkpoints.
        last.awaitCheckpoints(3);
        last.stop();
        return Outcome.of(expected, exactlyOnce.values());
    }

    @Test
    void eachRecordIsThereOnceAndAtLeastOnceAfterProcessesAndBrokerWereKilled() throws Exception {
        int processKills = 0;
        int brokerKills = 0;
        CopyJob job = CopyJob.start(setup());
        try (Feeder feeder = new Feeder(in, PER_SECOND)) {
            for (int kill = 0; kill < KILLS; kill++) {
                if (kill % 2 == 0) {
                    killedAtRandom(job, kill == 0);
                    processKills++;
                    job = CopyJob.start(setup().parallel(random.nextInt(1, 4)));
                } else {
                    job.awaitCheckpoints(1);
                    pause(0, 1_000);
                    broker.kill();
                    brokerKills++;
                    pause(0, 500);
                    broker.start();
                }
            }
        }
        try (CopyJob last = job) {
            Outcome exact = drained(last);
            Outcome atLeast = Outcome.of(in.values(), atLeastOnce.values());
            LOG.info(
                    "{} kills of the process, {} of the broker: exactly once {}, at least once {}",
                    processKills,
                    brokerKills,
                    exact,
                    atLeast);
            assertThat(exact).as("exactly once").matches(Outcome::isExact);
            assertThat(atLeast).as("at least once").matches(Outcome::isSuperset);
        }
    }

    @Test
    void whatCameAfterTheLastCheckpointComesAgainAtLeastOnceAndNotExactlyOnce() throws Exception {
        int written = PER_SECOND / 2;
        try (Feeder feeder = new Feeder(in, PER_SECOND)) {
            try (CopyJob job = CopyJob.start(setup().checkpointEvery(Duration.ofHours(1)))) {
                Awaitility.await()
                        .atMost(LIMIT)
                        .until(() -> atLeastOnce.values().size() >= written || !job.isAlive());
                job.kill();
            }
        }
        try (CopyJob job = CopyJob.start(setup())) {
            assertThat(drained(job)).matches(Outcome::isExact);
            Outcome atLeast = Outcome.of(in.values(), atLeastOnce.values());
            assertThat(atLeast).matches(Outcome::isSuperset);
            assertThat(atLeast.repeated()).isGreaterThanOrEqualTo(written);
        }
    }

    /** In the middle of an epoch or of a commit, or, now and then, while it starts. */
    private void killedAtRandom(CopyJob job, boolean running) {
        if (running || random.nextInt(4) > 0) {
            job.awaitCheckpoints(random.nextInt(2, 5));
            pause(0, 400);
        } else {
            pause(500, 4_000);
        }
        job.kill();
    }

    @Test
    void jobThatIsDownForLongerThanItsTransactionsLastLosesAndRepeatsNothing() throws Exception {
        try (Feeder feeder = new Feeder(in, PER_SECOND)) {
            try (CopyJob job = CopyJob.start(setup())) {
                job.awaitCheckpoints(3);
                pause(0, 200);
                job.kill();
            }
            Duration down = TRANSACTION_TIMEOUT.plusSeconds(1);
            pause((int) down.toMillis(), (int) down.toMillis());
        }
        try (CopyJob job = CopyJob.start(setup())) {
            assertThat(drained(job)).matches(Outcome::isExact);
        }
    }

    @Test
    void processThatWasFrozenWhileAnotherWentOnWritesNothingMore() throws Exception {
        CopyJob.Setup impatient = setup().configured(
                        CONFIG + "penstock.sink.commit-attempts = 2\n"
                                + "penstock.job { restart { max-restarts = 1, max-backoff = 100ms }, subtree-restart.max-restarts = 1 }");
        Path copy = directory.resolve("copy");
        try (Feeder feeder = new Feeder(in, PER_SECOND);
                CopyJob zombie = CopyJob.start(impatient)) {
            zombie.awaitCheckpoints(3);
            zombie.freeze();
            copy(impatient.directory(), copy);
            try (CopyJob successor = CopyJob.start(setup().on(copy))) {
                successor.awaitCheckpoints(5);
                zombie.thaw();
                String last = zombie.awaitEnd();
                feeder.close();

                assertThat(zombie.exitCode()).isEqualTo(1);
                assertThat(last).contains("from a copy of this journal");
                assertThat(drained(successor)).matches(Outcome::isExact);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            paths.forEach(path -> {
                try {
                    Files.copy(path, to.resolve(from.relativize(path).toString()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
