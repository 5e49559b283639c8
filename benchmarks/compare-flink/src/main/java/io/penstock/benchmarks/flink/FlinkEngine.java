package io.penstock.benchmarks.flink;

import io.penstock.workloads.Engine;
import io.penstock.workloads.Run;
import io.penstock.workloads.RunSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.flink.runtime.util.EnvironmentInformation;

/** The workloads in a {@link Cluster} of Flink. */
abstract class FlinkEngine implements Engine {
    private static final long CHECKPOINT_INTERVAL_MILLIS = 1_000;

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
        return new Cluster(directory, settings.parallelism(), CHECKPOINT_INTERVAL_MILLIS, more(run))
                .start(environment -> FlinkJobs.define(settings.workload(), environment, tuned));
    }

    private Map<String, String> more(Run run) {
        // Where latency counts, a record is sent as soon as it is there; else full buffers are worth more.
        String bufferTimeout = !tuned ? "100 ms" : run.workload().ticked() ? "0 ms" : "10 ms";
        return Map.of(
                "execution.buffer-timeout.interval",
                bufferTimeout,
                "pipeline.object-reuse",
                Boolean.toString(tuned),
                "restart-strategy.type",
                run.workload().failing() ? "fixed-delay" : "none",
                "restart-strategy.fixed-delay.attempts",
                "1000",
                "restart-strategy.fixed-delay.delay",
                "0 s");
    }
}
