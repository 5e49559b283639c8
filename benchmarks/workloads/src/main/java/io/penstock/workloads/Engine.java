package io.penstock.workloads;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** An engine that runs workloads. Found by {@link java.util.ServiceLoader}. */
public interface Engine {
    /** Such as {@code flink-tuned}. */
    String name();

    /** Name and version of what is measured. */
    String version();

    /** Names of the workloads it runs. */
    Set<String> workloads();

    /**
     * Starts the job of {@link Run#settings}.
     *
     * @param directory an empty directory for what the engine keeps on disk
     */
    RunningJob start(Run run, Path directory) throws Exception;

    /** A job that was started. */
    interface RunningJob extends AutoCloseable {
        /** Completes when all parts are at their end and all that came of them is at the sinks; fails if the job failed. */
        CompletionStage<?> end();

        /** Completed checkpoints, in order; the older ones may be forgotten. Called every few milliseconds. */
        List<Checkpoint> checkpoints();

        @Override
        void close() throws Exception;
    }

    /**
     * A completed checkpoint.
     *
     * @param millis from trigger to completion
     * @param bytes what was written, or 0 if the engine does not say
     */
    record Checkpoint(long id, long millis, long bytes) {}
}
