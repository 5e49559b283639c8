package io.penstock.connector.files;

import static java.util.Objects.requireNonNull;

import io.penstock.connector.ReadStatus;
import io.penstock.connector.SplitReader;
import io.penstock.connector.contract.ListBuffer;
import io.penstock.connector.contract.Reading;
import io.penstock.connector.contract.SnapshotBytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A task that follows files: takes up new ones, forgets those that are over, and can be killed and restored. */
final class Following implements AutoCloseable {
    private final TailSource<String> source;
    private final ListBuffer<String> out = new ListBuffer<>();
    private final Map<String, TailSplit> positions = new LinkedHashMap<>();
    private final Map<String, SplitReader<String, TailSplit>> readers = new LinkedHashMap<>();
    private final Map<String, Boolean> finished = new LinkedHashMap<>();

    // The last checkpoint.
    private Map<String, TailSplit> saved = Map.of();
    private Map<String, Boolean> savedFinished = Map.of();
    private int savedRecords;

    Following(TailSource<String> source) {
        this.source = source;
    }

    /** All that was read. */
    List<String> lines() {
        return out.values();
    }

    /** How many files it knows and has not finished. */
    int files() {
        return positions.size();
    }

    private String idOf(TailSplit split) {
        return source.discovery().orElseThrow().idOf(split);
    }

    /** Looks for new files. */
    Following list() throws Exception {
        Map<String, TailSplit> listed = new LinkedHashMap<>();
        for (TailSplit split : source.splits()) {
            listed.put(idOf(split), split);
        }
        finished.keySet().retainAll(listed.keySet());
        listed.forEach((id, split) -> {
            if (!finished.containsKey(id)) {
                positions.putIfAbsent(id, split);
            }
        });
        return this;
    }

    /** Reads what is there, at most {@code room} records of each call. */
    Following read(int room, int calls) throws Exception {
        for (int call = 0; call < calls; call++) {
            boolean idle = true;
            for (String id : List.copyOf(positions.keySet())) {
                idle &= readOne(id, room) != ReadStatus.MORE;
            }
            if (idle) {
                return this;
            }
        }
        return this;
    }

    private ReadStatus readOne(String id, int room) throws Exception {
        SplitReader<String, TailSplit> reader = readers.get(id);
        if (reader == null) {
            reader = source.reader(Reading.SETTINGS).open(requireNonNull(positions.get(id)));
            readers.put(id, reader);
        }
        ReadStatus status = reader.read(out.room(room));
        if (status == ReadStatus.FINISHED) {
            reader.close();
            readers.remove(id);
            positions.remove(id);
            finished.put(id, true);
        } else {
            positions.put(id, reader.split());
        }
        return status;
    }

    /** New files and all that they hold. */
    Following all() throws Exception {
        return list().read(7, 1000);
    }

    Following checkpoint() {
        saved = new LinkedHashMap<>();
        positions.forEach((id, split) -> saved.put(id, SnapshotBytes.restored(source.splitCodec(), split)));
        savedFinished = new LinkedHashMap<>(finished);
        savedRecords = out.values().size();
        return this;
    }

    /** Goes on from the last checkpoint with new readers. */
    Following crash() throws Exception {
        close();
        positions.clear();
        positions.putAll(saved);
        finished.clear();
        finished.putAll(savedFinished);
        List<String> kept = List.copyOf(out.values().subList(0, savedRecords));
        out.values().clear();
        out.values().addAll(kept);
        return this;
    }

    @Override
    public void close() throws Exception {
        for (SplitReader<String, TailSplit> reader : readers.values()) {
            reader.close();
        }
        readers.clear();
    }
}
