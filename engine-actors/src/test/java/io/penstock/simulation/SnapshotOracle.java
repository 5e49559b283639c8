package io.penstock.simulation;

import io.penstock.engine.checkpoint.CompletedCheckpoint;
import io.penstock.engine.checkpoint.SnapshotChunk;
import io.penstock.engine.checkpoint.SnapshotRange;
import io.penstock.engine.checkpoint.TaskSnapshot;
import io.penstock.engine.fakes.JournalStorage;
import io.penstock.engine.state.KeyRange;
import io.penstock.engine.task.SnapshotContents;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks into each checkpoint at the moment it is complete: what sinks have by then, together with what they prepared for
 * it, must be what follows from the input up to the positions that the sources wrote, no more and no less; or no more, if
 * the checkpoint has records on their way. What those and the state of operators are worth is looked at by going on from a copy of the checkpoint, without faults: see {@link
 * SimulatedRun}.
 */
final class SnapshotOracle {
    private final Shape shape;
    private final JournalStorage journal;
    private final Target target;
    private final History history;
    private final int keyGroups;

    SnapshotOracle(Shape shape, JournalStorage journal, Target target, History history, int keyGroups) {
        this.history = history;
        this.shape = shape;
        this.journal = journal;
        this.target = target;
        this.keyGroups = keyGroups;
    }

    /** What is wrong with a checkpoint; empty if nothing is. */
    List<String> check(CompletedCheckpoint checkpoint) {
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> tasksOf = new HashMap<>();
        checkpoint.tasks().forEach(snapshot -> tasksOf.merge(snapshot.task().operator(), 1, Integer::sum));
        Map<Integer, Integer> unfinished = new HashMap<>();
        Set<String> named = new HashSet<>();
        for (TaskSnapshot snapshot : checkpoint.tasks()) {
            String operator = snapshot.task().operator();
            List<byte[]> chunks = chunks(checkpoint, snapshot, wrong);
            if (!wrong.isEmpty()) {
                return wrong;
            }
            KeyRange range = new KeyRange(
                    keyGroups,
                    tasksOf.getOrDefault(operator, 0),
                    snapshot.task().index());
            if (operator.startsWith("source")) {
                for (EventSource.Split split : SnapshotContents.splits(EventSource.SPLITS, range, chunks)) {
                    if (unfinished.put(split.source() * 1000 + split.split(), split.next()) != null) {
                        wrong.add("checkpoint " + checkpoint.id() + " has split " + split + " twice");
                    }
                }
            } else if (operator.startsWith("out.")) {
                SnapshotContents.committables(Target.COMMITTABLES, range, chunks)
                        .forEach(committable -> named.add(committable.name()));
            }
        }
        history.names(checkpoint.id(), named);
        Shape.Positions positions =
                (source, split) -> unfinished.getOrDefault(source * 1000 + split, Integer.MAX_VALUE);
        Outputs.Extent extent = checkpoint.inFlightBytes() > 0 ? Outputs.Extent.PART : Outputs.Extent.CUT;
        shape.check(shape.reached(positions), sink -> target.outputWith(sink, named), extent)
                .forEach(line -> wrong.add("checkpoint " + checkpoint.id() + " is no cut: " + line));
        return wrong;
    }

    /** What the snapshot consists of; each range ends with what its checkpoint wrote. */
    private List<byte[]> chunks(CompletedCheckpoint checkpoint, TaskSnapshot snapshot, List<String> wrong) {
        List<byte[]> chunks = new ArrayList<>();
        long newest = 0;
        for (SnapshotRange range : snapshot.ranges()) {
            var events = journal.events(range.persistenceId(), range.from(), range.to());
            if (events.size() != range.to() - range.from() + 1) {
                wrong.add("checkpoint " + checkpoint.id() + " needs " + range + " for " + snapshot.task()
                        + ", the journal has " + events.keySet());
                return chunks;
            }
            for (Object event : events.values()) {
                SnapshotChunk chunk = (SnapshotChunk) event;
                newest = chunk.checkpointId();
                chunks.add(chunk.bytes());
            }
        }
        if (newest != checkpoint.id()) {
            wrong.add("checkpoint " + checkpoint.id() + " has a snapshot of " + snapshot.task() + " that was taken for "
                    + newest);
        }
        return chunks;
    }
}
