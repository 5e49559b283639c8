package io.penstock.benchmarks.kafka;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.connector.kafka.KafkaSink;
import io.penstock.connector.kafka.KafkaSource;
import io.penstock.connector.kafka.Offsets;
import io.penstock.workloads.CopyEngine;
import io.penstock.workloads.CopyRequest;
import io.penstock.workloads.Engine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Penstock copies a Kafka topic, each job in an actor system of its own with the journal forced to disk. */
public final class PenstockCopies implements CopyEngine {
    @Override
    public String version() {
        return "Penstock";
    }

    @Override
    public Engine.RunningJob start(CopyRequest request, Path directory) {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "benchmark", config(directory));
        KafkaSource<byte[]> source = KafkaSource.bytes(request.servers(), request.from());
        KafkaSink<byte[]> sink = KafkaSink.bytes(request.servers(), request.to());
        Job job = Job.named("copy")
                .parallelism(request.parallelism())
                .checkpointEvery(Duration.ofMillis(request.intervalMillis()));
        job.from(request.bounded() ? source.stopAt(Offsets.latest()) : source)
                .named("in")
                .to(request.exactlyOnce() ? sink : sink.atLeastOnce())
                .named("out");
        return new Running(system, Penstock.get(system).run(job));
    }

    private static Config config(Path directory) {
        return ConfigFactory.parseMap(Map.of(
                        "pekko.persistence.journal.plugin", "penstock.journal",
                        "pekko.persistence.snapshot-store.plugin", "penstock.snapshot-store",
                        "pekko.persistence.typed.stash-overflow-strategy", "fail",
                        "penstock.journal.dir", directory.resolve("journal").toString(),
                        "penstock.journal.durability", "disk",
                        "penstock.snapshot-store.dir",
                                directory.resolve("snapshots").toString()))
                .withFallback(ConfigFactory.load());
    }

    private record Running(ActorSystem<Void> system, JobHandle handle) implements Engine.RunningJob {
        @Override
        public CompletionStage<?> end() {
            return handle.end().thenApply(end -> {
                if (!(end instanceof JobEnd.Finished)) {
                    throw new IllegalStateException("the job ended as " + end);
                }
                return end;
            });
        }

        @Override
        public List<Engine.Checkpoint> checkpoints() {
            return List.of();
        }

        @Override
        public void close() throws Exception {
            handle.stop().toCompletableFuture().get(1, TimeUnit.MINUTES);
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().get(1, TimeUnit.MINUTES);
        }
    }
}
