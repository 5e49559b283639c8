package io.penstock.engine.savepoint;

import io.penstock.engine.checkpoint.TaskId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads what a savepoint holds, for tests that look into it. */
public final class SavepointContents {
    private SavepointContents() {}

    /** The chunks of the snapshot of each task. */
    public static Map<TaskId, List<byte[]>> of(Path path) {
        SavepointFolder folder = SavepointFolder.open(path);
        Map<TaskId, List<byte[]>> snapshots = new TreeMap<>();
        for (SavepointManifest.TaskFile file : folder.manifest().tasks()) {
            List<byte[]> chunks = new ArrayList<>();
            folder.read(file, chunks::add);
            snapshots.put(new TaskId(file.operator(), file.index()), chunks);
        }
        return snapshots;
    }
}
