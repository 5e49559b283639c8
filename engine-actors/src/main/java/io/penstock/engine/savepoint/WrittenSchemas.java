package io.penstock.engine.savepoint;

import io.penstock.codec.Schema;
import io.penstock.engine.checkpoint.GraphRecord;
import io.penstock.engine.state.SnapshotHeaders;
import io.penstock.engine.state.TaskHeader;
import io.penstock.engine.task.ExtraSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects how everything in the snapshots of a job is written, each schema once. Not thread-safe. */
final class WrittenSchemas {
    private final Map<String, String> kinds = new HashMap<>();
    private final Set<Written> all = new LinkedHashSet<>();

    /** What a schema is of. */
    enum Part {
        KEY("key"),
        STATE("state"),
        SPLITS("splits"),
        COMMITTABLES("committables");

        private final String text;

        Part(String text) {
            this.text = text;
        }
    }

    /**
     * One schema.
     *
     * @param state the name of the state, empty for everything else
     * @param spaced of a state: there is a table for each namespace
     */
    record Written(String operator, Part part, String state, boolean spaced, Schema schema) {
        String what() {
            return part == Part.STATE ? "state '" + state + "'" : part.text;
        }
    }

    WrittenSchemas(GraphRecord graph) {
        graph.operators().forEach(operator -> kinds.put(operator.name(), operator.kind()));
    }

    /** Looks into a chunk of a snapshot of an operator. */
    void scan(String operator, byte[] chunk) {
        for (TaskHeader header : SnapshotHeaders.in(chunk)) {
            Schema key = header.keySchema();
            if (key != null) {
                all.add(new Written(operator, Part.KEY, "", false, key));
            }
            for (TaskHeader.StateDescriptor state : header.states()) {
                all.add(new Written(operator, Part.STATE, state.name(), state.spaced(), state.schema()));
            }
            String kind = kinds.getOrDefault(operator, "");
            if (kind.equals("source")) {
                all.add(new Written(operator, Part.SPLITS, "", false, ExtraSchema.of(header.extra())));
            } else if (kind.equals("sink")) {
                all.add(new Written(operator, Part.COMMITTABLES, "", false, ExtraSchema.of(header.extra())));
            }
        }
    }

    List<Written> of(String operator) {
        return all.stream()
                .filter(written -> written.operator().equals(operator))
                .toList();
    }

    List<SavepointManifest.SchemaText> texts() {
        List<SavepointManifest.SchemaText> texts = new ArrayList<>();
        all.forEach(written -> texts.add(new SavepointManifest.SchemaText(
                written.operator(), written.what(), written.schema().toString())));
        return texts;
    }
}
