package io.penstock.engine.savepoint;

import io.penstock.engine.checkpoint.GraphRecord;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What is in a savepoint: {@code savepoint.json}. People may read it, so it says more than a start needs.
 *
 * @param format version of the folder: 2 if there is an ingress journal, which a version that reads 1 only does not know
 * @param savepoint id, which differs between any two savepoints
 * @param jobName the job
 * @param jobId which of the jobs of that name
 * @param checkpoint the checkpoint it is a copy of
 * @param generation in which that was taken
 * @param lastStarted the last checkpoint id, and {@code lastGeneration} the last generation, that the job had used when
 *     this was written: a start from here uses greater ones only
 * @param takenAt when the checkpoint was complete
 * @param last true if the job was stopped behind it
 * @param ingress sources that cannot be rewound: nothing was left in their ingress journals, and their positions in those
 *     mean nothing in another journal
 * @param graph the graph of the job
 * @param tasks the snapshots, one for each task
 * @param schemas of what is in the snapshots, as text
 */
public record SavepointManifest(
        int format,
        String savepoint,
        String jobName,
        String jobId,
        long checkpoint,
        long generation,
        long lastStarted,
        long lastGeneration,
        Instant takenAt,
        boolean last,
        List<String> ingress,
        GraphRecord graph,
        List<TaskFile> tasks,
        List<SchemaText> schemas) {
    static final int WITHOUT_INGRESS = 1;
    static final int WITH_INGRESS = 2;

    public SavepointManifest {
        Objects.requireNonNull(savepoint, "savepoint");
        Objects.requireNonNull(jobName, "jobName");
        Objects.requireNonNull(jobId, "jobId");
        Objects.requireNonNull(takenAt, "takenAt");
        Objects.requireNonNull(graph, "graph");
        // Format 1 does not have it.
        ingress = ingress == null ? List.of() : List.copyOf(ingress);
        tasks = List.copyOf(tasks);
        schemas = List.copyOf(schemas);
    }

    /**
     * The snapshot of one task.
     *
     * @param file its name in the folder of the savepoint
     * @param chunks how many chunks it has
     * @param bytes size of the file
     * @param crc32c of the whole file, eight hexadecimal digits
     */
    public record TaskFile(String operator, int index, String file, long chunks, long bytes, String crc32c) {}

    /** How something in the snapshots of an operator is written: its key, a state, its splits, its committables. */
    public record SchemaText(String operator, String what, String schema) {}

    /** All snapshots together. */
    public long bytes() {
        return tasks.stream().mapToLong(TaskFile::bytes).sum();
    }
}
