package io.penstock.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobHandle;
import io.penstock.api.JobStatus;
import io.penstock.servers.KafkaBroker;
import io.penstock.servers.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The target does not answer for a while, or is gone; {@code -Dpenstock.kafka.away=SECONDS} says for how long. */
class TargetAwayTest {
    private static final Logger LOG = LoggerFactory.getLogger(TargetAwayTest.class);
    private static final long AWAY_SECONDS = Long.getLong("penstock.kafka.away", 8);
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    /** What is common to the runs of this test. */
    @FunctionalInterface
    private interface Absence {
        /** Makes the target go and come again while the job runs and records are fed. */
        void happen(KafkaBroker target, JobHandle handle);
    }

    private ActorSystem<Void> system(String more) {
        return ActorSystem.create(
                Behaviors.empty(),
                "away",
                ConfigFactory.parseString(more + """

                        pekko.persistence.journal.plugin = "pekko.persistence.journal.inmem"
                        pekko.persistence.snapshot-store.plugin = "pekko.persistence.snapshot-store.local"
                        pekko.persistence.typed.stash-overflow-strategy = fail
                        penstock.sink.uncommitted-bytes = 64KiB
                        """)
                        .withFallback(ConfigFactory.parseMap(Map.of(
                                "pekko.persistence.snapshot-store.local.dir",
                                directory.resolve("snapshots").toString())))
                        .withFallback(ConfigFactory.load()));
    }

    /** Runs a job from one broker to another that is away for a while; gives how often it was restarted. */
    private int catchesUp(String settings, AtomicInteger opened, Absence absence) throws Exception {
        Topic in = Topic.create(KafkaBroker.shared(), "in", 2);
        try (KafkaBroker target = KafkaBroker.started(Map.of())) {
            Topic out = Topic.create(target, "out", 2);
            ActorSystem<Void> system = system(settings);
            try {
                JobHandle handle = Penstock.get(system).run(job(in, out, opened));
                try (Feeder feeder = new Feeder(in, 2_000)) {
                    Awaitility.await().atMost(LIMIT).until(() -> !out.committed()
                            .isEmpty());
                    absence.happen(target, handle);
                }
                List<String> expected = in.values();
                long back = System.nanoTime();
                Awaitility.await()
                        .atMost(LIMIT)
                        .pollInterval(Duration.ofMillis(500))
                        .until(() -> Outcome.of(expected, out.values()).missing() == 0);
                LOG.info(
                        "{} records, {} s after the last of them was fed all were there; restarts {}, the source was"
                                + " opened {} times",
                        expected.size(),
                        (System.nanoTime() - back) / 1_000_000_000,
                        handle.status().restarts(),
                        opened.get());
                handle.stop().toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                assertThat(Outcome.of(expected, out.values())).matches(Outcome::isExact);
                return handle.status().restarts();
            } finally {
                system.terminate();
                system.getWhenTerminated().toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    /** Waits for as long as the target is to be away; the source must not read on meanwhile. */
    private static void staysHeldBack(JobHandle handle) {
        Awaitility.await().atMost(LIMIT).until(() -> isHeldBack(handle));
        long sent = source(handle).recordsOut();
        LockSupport.parkNanos(Duration.ofSeconds(AWAY_SECONDS).toNanos());
        assertThat(isHeldBack(handle)).as("the source still waits").isTrue();
        assertThat(source(handle).recordsOut())
                .as("what the source has sent, none of it shown")
                .isEqualTo(sent);
    }

    @Test
    void targetThatDoesNotAnswerHoldsTheSourceBackAndRestartsNothing() throws Exception {
        int restarts = catchesUp("""
                penstock.sink.commit-attempts = 1000
                penstock.connector.kafka { request-timeout = 5s, sink.transaction-timeout = 6s }
                """, new AtomicInteger(), (target, handle) -> {
            target.freeze();
            staysHeldBack(handle);
            target.thaw();
        });

        assertThat(restarts).isZero();
    }

    @Test
    void targetThatIsGoneRestartsTheSinkAloneAndTheSourceStaysConnected() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        int restarts = catchesUp("""
                penstock.sink.commit-attempts = 2
                penstock.connector.kafka { request-timeout = 2s, sink.transaction-timeout = 6s }
                """, opened, (target, handle) -> {
            target.kill();
            Awaitility.await().atMost(LIMIT).until(() -> handle.status().restarts() > 0);
            staysHeldBack(handle);
            target.start();
        });

        assertThat(restarts).as("restarts of the sink's subtree").isPositive();
        assertThat(opened).as("how often the source was opened").hasValue(1);
    }

    /** The exchange of the keyBy separates the sink's subtree from the source. */
    private static Job job(Topic in, Topic out, AtomicInteger opened) {
        Job job = Job.named("away").parallelism(1).checkpointEvery(Duration.ofMillis(100));
        job.from(new Counted<>(KafkaSource.strings(in.servers, in.name), opened))
                .named("in")
                .keyBy(line -> line, String.class)
                .<String>process(() -> (line, context) -> context.collect(line))
                .named("same")
                .to(KafkaSink.strings(out.servers, out.name))
                .named("out");
        return job;
    }

    private static JobStatus.OperatorStatus source(JobHandle handle) {
        return handle.status().operators().get(0);
    }

    private static boolean isHeldBack(JobHandle handle) {
        return source(handle).backpressured() > 0;
    }
}
