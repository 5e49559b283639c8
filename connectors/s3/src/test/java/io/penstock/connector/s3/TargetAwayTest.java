package io.penstock.connector.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobHandle;
import io.penstock.servers.Outcome;
import io.penstock.servers.S3Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The target does not answer for a while; {@code -Dpenstock.s3.away=SECONDS} says for how long. */
class TargetAwayTest {
    private static final long AWAY_SECONDS = Long.getLong("penstock.s3.away", 3);
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void jobWaitsWithoutARestartAndCatchesUp() throws Exception {
        Bucket in = Bucket.create(S3Server.shared());
        try (S3Server target = S3Server.started()) {
            Bucket out = Bucket.create(target);
            ActorSystem<Void> system = ActorSystem.create(
                    Behaviors.empty(),
                    "away",
                    ConfigFactory.parseString("""
                            pekko.persistence.journal.plugin = "pekko.persistence.journal.inmem"
                            pekko.persistence.snapshot-store.plugin = "pekko.persistence.snapshot-store.local"
                            pekko.persistence.typed.stash-overflow-strategy = fail
                            penstock.sink.uncommitted-bytes = 1KiB
                            """)
                            .withFallback(ConfigFactory.parseMap(Map.of(
                                    "pekko.persistence.snapshot-store.local.dir",
                                    directory.resolve("snapshots").toString())))
                            .withFallback(ConfigFactory.load()));
            try {
                JobHandle handle = Penstock.get(system).run(job(in, out));
                List<String> expected;
                try (Feeder feeder = new Feeder(in, "in")) {
                    await().atMost(LIMIT).until(() -> !out.keys("out/").isEmpty());
                    target.freeze();
                    LockSupport.parkNanos(Duration.ofSeconds(AWAY_SECONDS).toNanos());
                    target.thaw();
                    feeder.close();
                    expected = feeder.lines();
                }
                await().atMost(LIMIT)
                        .until(() -> Outcome.of(expected, out.lines("out/")).missing() == 0);
                handle.stop().toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);

                assertThat(Outcome.of(expected, out.lines("out/"))).matches(Outcome::isExact);
                assertThat(handle.status().restarts()).isZero();
            } finally {
                system.terminate();
                system.getWhenTerminated().toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    private static Job job(Bucket in, Bucket out) {
        Job job = Job.named("away").parallelism(1).checkpointEvery(Duration.ofMillis(100));
        job.from(in.at(S3Source.lines(in.url("in/")).follow().listEvery(Duration.ofMillis(100))))
                .named("in")
                .to(out.at(S3Sink.lines(out.url("out"), (String line) -> line)))
                .named("out");
        return job;
    }
}
