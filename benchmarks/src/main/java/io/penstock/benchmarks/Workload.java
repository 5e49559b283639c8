package io.penstock.benchmarks;

import java.nio.file.Path;

/** One workload on one engine. */
public interface Workload {
    /**
     * Runs it once in this process and checks the result.
     *
     * @param directory an empty directory for what the engine keeps on disk
     */
    Outcome run(RunSettings settings, Path directory) throws Exception;
}
