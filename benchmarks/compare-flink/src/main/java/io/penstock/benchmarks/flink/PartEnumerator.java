package io.penstock.benchmarks.flink;

import io.penstock.benchmarks.flink.PartSource.Part;
import io.penstock.workloads.PartReader.Position;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.jspecify.annotations.Nullable;

/** Gives each reader the part of its number, once. */
final class PartEnumerator implements SplitEnumerator<Part, BitSet> {
    private final SplitEnumeratorContext<Part> context;
    private final BitSet assigned;
    /** Parts that came back with a failed reader. */
    private final Map<Integer, Part> returned = new HashMap<>();

    PartEnumerator(SplitEnumeratorContext<Part> context, BitSet assigned) {
        this.context = context;
        this.assigned = assigned;
    }

    @Override
    public void start() {}

    @Override
    public void handleSplitRequest(int subtask, @Nullable String host) {}

    @Override
    public void addSplitsBack(List<Part> parts, int subtask) {
        parts.forEach(part -> returned.put(subtask, part));
    }

    @Override
    public void addReader(int subtask) {
        Part back = returned.remove(subtask);
        if (back != null) {
            context.assignSplit(back, subtask);
        } else if (!assigned.get(subtask)) {
            assigned.set(subtask);
            context.assignSplit(new Part(Position.first(subtask)), subtask);
        }
    }

    @Override
    public BitSet snapshotState(long checkpoint) {
        return (BitSet) assigned.clone();
    }

    @Override
    public void close() {}
}
