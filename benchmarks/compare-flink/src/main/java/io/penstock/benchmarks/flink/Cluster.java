package io.penstock.benchmarks.flink;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Flink's MiniCluster: one task manager with as many slots as the parallelism, state on the heap. */
final class Cluster {
    private final int parallelism;
    private final Configuration configuration;

    /**
     * A cluster to be.
     *
     * @param directory for checkpoints, and what else Flink keeps on disk
     * @param more Flink's settings, beside those that all have
     */
    Cluster(Path directory, int parallelism, long intervalMillis, Map<String, String> more) {
        this.parallelism = parallelism;
        Map<String, String> all = new HashMap<>(Map.of(
                "execution.runtime-mode",
                "STREAMING",
                "execution.checkpointing.interval",
                intervalMillis + " ms",
                "execution.checkpointing.mode",
                "EXACTLY_ONCE",
                "execution.checkpointing.storage",
                "filesystem",
                "execution.checkpointing.dir",
                directory.resolve("checkpoints").toUri().toString(),
                "state.backend.type",
                "hashmap",
                "parallelism.default",
                Integer.toString(parallelism),
                "io.tmp.dirs",
                directory.toString()));
        all.putAll(Map.of("rest.bind-address", "127.0.0.1", "rest.address", "127.0.0.1", "rest.bind-port", "0"));
        all.putAll(more);
        configuration = Configuration.fromMap(all);
    }

    /** Starts it, and a job in it. */
    FlinkRunningJob start(Consumer<StreamExecutionEnvironment> job) throws Exception {
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(parallelism)
                .build());
        cluster.start();
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        environment.setParallelism(parallelism);
        job.accept(environment);
        return new FlinkRunningJob(
                cluster,
                cluster.submitJob(environment.getStreamGraph().getJobGraph())
                        .get()
                        .getJobID());
    }
}
