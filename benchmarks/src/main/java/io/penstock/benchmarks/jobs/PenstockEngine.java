package io.penstock.benchmarks.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.workloads.Engine;
import io.penstock.workloads.Run;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Penstock in an actor system of its own, every acknowledged journal entry forced to disk. System properties change its
 * settings, as they do anywhere.
 */
public final class PenstockEngine implements Engine {
    /** Setting: how many operators that do nothing stand behind the source. */
    public static final String PASSES = "penstock-benchmarks.passes";

    private final Config more;

    public PenstockEngine() {
        this(ConfigFactory.empty());
    }

    /**
     * With other settings.
     *
     * @param more wins over what is set here, and over system properties
     */
    public PenstockEngine(Config more) {
        this.more = more;
    }

    @Override
    public String name() {
        return "penstock";
    }

    @Override
    public String version() {
        return "Penstock, Pekko " + org.apache.pekko.Version.current();
    }

    @Override
    public Set<String> workloads() {
        return PenstockJobs.workloads();
    }

    @Override
    public RunningJob start(Run run, Path directory) {
        Config config = more.withFallback(config(directory));
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "benchmark", config);
        return new Running(system, Penstock.get(system).run(PenstockJobs.define(run, config.getInt(PASSES))));
    }

    private static Config config(Path directory) {
        return ConfigFactory.parseMap(Map.of(
                        "pekko.persistence.journal.plugin", "penstock.journal",
                        "pekko.persistence.snapshot-store.plugin", "penstock.snapshot-store",
                        "pekko.persistence.typed.stash-overflow-strategy", "fail",
                        "penstock.journal.dir", directory.resolve("journal").toString(),
                        "penstock.journal.durability", "disk",
                        // W5 fails again and again.
                        "penstock.job.subtree-restart.max-restarts", "1000",
                        "penstock.snapshot-store.dir",
                                directory.resolve("snapshots").toString()))
                .withFallback(ConfigFactory.load())
                .withFallback(ConfigFactory.parseMap(Map.of(PASSES, 0)));
    }

    private record Running(ActorSystem<Void> system, JobHandle handle) implements RunningJob {
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
        public List<Checkpoint> checkpoints() {
            return handle.status().lastCheckpoint().stream()
                    .map(last -> new Checkpoint(last.id(), last.duration().toMillis(), last.bytes()))
                    .toList();
        }

        @Override
        public void close() throws Exception {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().get(1, TimeUnit.MINUTES);
        }
    }
}
