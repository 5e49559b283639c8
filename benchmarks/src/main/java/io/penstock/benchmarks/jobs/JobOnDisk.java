package io.penstock.benchmarks.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.workloads.Engine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A job in an actor system of its own, every acknowledged journal entry forced to disk. */
public final class JobOnDisk implements Engine.RunningJob {
    private final ActorSystem<Void> system;
    private final JobHandle handle;

    private JobOnDisk(ActorSystem<Void> system, JobHandle handle) {
        this.system = system;
        this.handle = handle;
    }

    /**
     * Settings of a system whose jobs are on disk. System properties change all others, as they do anywhere.
     *
     * @param directory an empty directory for journal and snapshots
     */
    public static Config config(Path directory) {
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

    /** Starts system and job. */
    public static JobOnDisk start(Job job, Config config) {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "benchmark", config);
        return new JobOnDisk(system, Penstock.get(system).run(job));
    }

    public JobHandle handle() {
        return handle;
    }

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
        return handle.status().lastCheckpoint().stream()
                .map(last -> new Engine.Checkpoint(last.id(), last.duration().toMillis(), last.bytes()))
                .toList();
    }

    /** Stops the job if it runs, and ends the system. */
    @Override
    public void close() throws Exception {
        if (!handle.end().toCompletableFuture().isDone()) {
            handle.stop().toCompletableFuture().get(1, TimeUnit.MINUTES);
        }
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }
}
