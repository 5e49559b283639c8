package io.penstock.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobHandle;
import io.penstock.servers.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The target does not answer for a while; {@code -Dpenstock.kafka.away=SECONDS} says for how long. */
class TargetAwayTest {
    private static final long AWAY_SECONDS = Long.getLong("penstock.kafka.away", 8);
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void sourceIsHeldBackWithoutARestartAndTheJobCatchesUp() throws Exception {
        Topic in = Topic.create(KafkaBroker.shared(), "in", 2);
        try (KafkaBroker target = KafkaBroker.started(Map.of())) {
            Topic out = Topic.create(target, "out", 2);
            ActorSystem<Void> system = ActorSystem.create(
                    Behaviors.empty(),
                    "away",
                    ConfigFactory.parseString("""
                            pekko.persistence.journal.plugin = "pekko.persistence.journal.inmem"
                            pekko.persistence.snapshot-store.plugin = "pekko.persistence.snapshot-store.local"
                            pekko.persistence.typed.stash-overflow-strategy = fail
                            penstock.sink.uncommitted-bytes = 64KiB
                            penstock.connector.kafka { request-timeout = 5s, sink.transaction-timeout = 6s }
                            """)
                            .withFallback(ConfigFactory.parseMap(Map.of(
                                    "pekko.persistence.snapshot-store.local.dir",
                                    directory.resolve("snapshots").toString())))
                            .withFallback(ConfigFactory.load()));
            try {
                JobHandle handle = Penstock.get(system).run(job(in, out));
                try (Feeder feeder = new Feeder(in, 2_000)) {
                    Awaitility.await().atMost(LIMIT).until(() -> !out.committed()
                            .isEmpty());
                    target.freeze();
                    Awaitility.await().atMost(LIMIT).until(() -> isHeldBack(handle));
                    LockSupport.parkNanos(Duration.ofSeconds(AWAY_SECONDS).toNanos());
                    assertThat(isHeldBack(handle)).as("the source still waits").isTrue();
                    target.thaw();
                }
                List<String> expected = in.values();
                Awaitility.await()
                        .atMost(LIMIT)
                        .pollInterval(Duration.ofMillis(500))
                        .until(() -> Outcome.of(expected, out.values()).missing() == 0);
                handle.stop().toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);

                assertThat(Outcome.of(expected, out.values())).matches(Outcome::isExact);
                assertThat(handle.status().restarts()).isZero();
            } finally {
                system.terminate();
                system.getWhenTerminated().toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    private static Job job(Topic in, Topic out) {
        Job job = Job.named("away").parallelism(1).checkpointEvery(Duration.ofMillis(100));
        job.from(KafkaSource.strings(in.servers, in.name))
                .named("in")
                .to(KafkaSink.strings(out.servers, out.name))
                .named("out");
        return job;
    }

    private static boolean isHeldBack(JobHandle handle) {
        return handle.status().operators().get(0).backpressured() > 0;
    }
}
