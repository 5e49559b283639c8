package io.penstock.engine.checkpoint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A checkpoint under way: which tasks' snapshots are stored and which are missing. Owned by the coordinator. */
final class PendingCheckpoint {
    private final long id;
    private final long generation;
    private final Purpose purpose;
    private final long startedMillis;
    private final TreeSet<TaskId> missing;
    private final TreeMap<TaskId, TaskSnapshot> stored = new TreeMap<>();

    /** What a checkpoint is taken for. */
    enum Purpose {
        /** The interval has passed. */
        PERIODIC,
        /** A user wants a copy of it. */
        SAVEPOINT,
        /** The job is to stop behind it. */
        STOP,
        /** All input is at its end: the job is finished behind it. */
        FINISH;

        /** True if no other checkpoint follows one like this. */
        boolean endsJob() {
            return this == STOP || this == FINISH;
        }
    }

    PendingCheckpoint(long id, long generation, Purpose purpose, long startedMillis, Collection<TaskId> tasks) {
        this.id = id;
        this.generation = generation;
        this.purpose = purpose;
        this.startedMillis = startedMillis;
        this.missing = new TreeSet<>(tasks);
    }

    long id() {
        return id;
    }

    Purpose purpose() {
        return purpose;
    }

    /** Takes a task's snapshot. Gives the checkpoint if that was the last one missing. */
    @Nullable
    CompletedCheckpoint stored(TaskSnapshot snapshot, long nowMillis) {
        if (!missing.remove(snapshot.task())) {
            throw new IllegalStateException("task " + snapshot.task() + " stored its snapshot of checkpoint " + id
                    + " twice, or is no task of this job");
        }
        stored.put(snapshot.task(), snapshot);
        return missing.isEmpty()
                ? new CompletedCheckpoint(id, generation, startedMillis, nowMillis, new ArrayList<>(stored.values()))
                : null;
    }

    List<TaskId> missing() {
        return List.copyOf(missing);
    }
}
