package io.penstock.benchmarks.kafka;

import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobHandle;
import io.penstock.connector.kafka.KafkaSink;
import io.penstock.connector.kafka.KafkaSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The job that copies, in an actor system of its own with the journal on disk. */
final class CopyJobs implements AutoCloseable {
    private final ActorSystem<Void> system;
    private final JobHandle handle;

    /**
     * Runs a job.
     *
     * @param directory an empty one
     */
    CopyJobs(Path directory, KafkaSource<byte[]> source, KafkaSink<byte[]> sink, int parallelism, long intervalMillis) {
        this.system = ActorSystem.create(
                Behaviors.empty(),
                "benchmark",
                ConfigFactory.parseMap(Map.of(
                                "pekko.persistence.journal.plugin", "penstock.journal",
                                "pekko.persistence.snapshot-store.plugin", "penstock.snapshot-store",
                                "pekko.persistence.typed.stash-overflow-strategy", "fail",
                                "penstock.journal.dir",
                                        directory.resolve("journal").toString(),
                                "penstock.journal.durability", "disk",
                                "penstock.snapshot-store.dir",
                                        directory.resolve("snapshots").toString()))
                        .withFallback(ConfigFactory.load()));
        Job job = Job.named("copy").parallelism(parallelism).checkpointEvery(Duration.ofMillis(intervalMillis));
        job.from(source).named("in").to(sink).named("out");
        this.handle = Penstock.get(system).run(job);
    }

    JobHandle handle() {
        return handle;
    }

    @Override
    public void close() throws Exception {
        handle.stop().toCompletableFuture().get(1, TimeUnit.MINUTES);
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }
}
