package io.penstock.workloads;

import java.nio.file.Path;

/** An engine that copies a Kafka topic to another. One is on a class path, found by {@link java.util.ServiceLoader}. */
public interface CopyEngine {
    /** Name and version of what is measured, and of its connector where that has another. */
    String version();

    /**
     * Starts the engine and the job.
     *
     * @param directory an empty directory for what the engine keeps on disk
     * @return a job whose checkpoints nobody asks for
     */
    Engine.RunningJob start(CopyRequest request, Path directory) throws Exception;
}
