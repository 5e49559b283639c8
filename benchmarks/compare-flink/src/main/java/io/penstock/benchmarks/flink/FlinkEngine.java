package io.penstock.benchmarks.flink;

import io.penstock.workloads.Engine;
import io.penstock.workloads.Run;
import io.penstock.workloads.RunSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Flink's MiniCluster: one task manager with as many slots as the parallelism, state on the heap. */
abstract class FlinkEngine implements Engine {
    private final boolean tuned;

    FlinkEngine(boolean tuned) {
        this.tuned = tuned;
    }

    /** As a program is written first. */
    public static final class Default extends FlinkEngine {
        public Default() {
            super(false);
        }
    }

    /** As one who cares for speed writes it. */
    public static final class Tuned extends FlinkEngine {
        public Tuned() {
            super(true);
        }
    }

    @Override
    public final String name() {
        return tuned ? "flink-tuned" : "flink";
    }

    @Override
    public final String version() {
        return "Flink " + EnvironmentInformation.getVersion();
    }

    @Override
    public final Set<String> workloads() {
        return FlinkJobs.workloads();
    }

    @Override
    public final RunningJob start(Run run, Path directory) throws Exception {
        RunSettings settings = run.settings();
        Configuration configuration = configuration(run, directory);
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(settings.parallelism())
                .build());
        cluster.start();
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        environment.setParallelism(settings.parallelism());
        FlinkJobs.define(settings.workload(), environment, tuned);
        return new FlinkRunningJob(
                cluster,
                cluster.submitJob(environment.getStreamGraph().getJobGraph())
                        .get()
                        .getJobID());
    }

    private Configuration configuration(Run run, Path directory) {
        // Where latency counts, a record is sent as soon as it is there; else full buffers are worth more.
        String bufferTimeout = !tuned ? "100 ms" : run.workload().ticked() ? "0 ms" : "10 ms";
        return Configuration.fromMap(Map.ofEntries(
                Map.entry("execution.runtime-mode", "STREAMING"),
                Map.entry("execution.checkpointing.interval", "1 s"),
                Map.entry("execution.checkpointing.mode", "EXACTLY_ONCE"),
                Map.entry("execution.checkpointing.storage", "filesystem"),
                Map.entry(
                        "execution.checkpointing.dir",
                        directory.resolve("checkpoints").toUri().toString()),
                Map.entry("execution.buffer-timeout.interval", bufferTimeout),
                Map.entry("state.backend.type", "hashmap"),
                Map.entry("pipeline.object-reuse", Boolean.toString(tuned)),
                Map.entry("restart-strategy.type", run.workload().failing() ? "fixed-delay" : "none"),
                Map.entry("restart-strategy.fixed-delay.attempts", "1000"),
                Map.entry("restart-strategy.fixed-delay.delay", "0 s"),
                Map.entry("parallelism.default", Integer.toString(run.settings().parallelism())),
                Map.entry("io.tmp.dirs", directory.toString()),
                Map.entry("rest.bind-address", "127.0.0.1"),
                Map.entry("rest.address", "127.0.0.1"),
                Map.entry("rest.bind-port", "0")));
    }
}
