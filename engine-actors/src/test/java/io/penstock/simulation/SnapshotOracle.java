package io.penstock.simulation;

import io.penstock.engine.checkpoint.CompletedCheckpoint;
import io.penstock.engine.checkpoint.SnapshotChunk;
import io.penstock.engine.checkpoint.SnapshotRange;
import io.penstock.engine.checkpoint.TaskId;
import io.penstock.engine.checkpoint.TaskSnapshot;
import io.penstock.engine.fakes.JournalStorage;
import io.penstock.engine.state.KeyRange;
import io.penstock.engine.task.SnapshotContents;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
    private final GivenOnce given;
    /** Of the last completed checkpoint. */
    private @Nullable Contents last;

    SnapshotOracle(
            Shape shape, JournalStorage journal, Target target, History history, int keyGroups, GivenOnce given) {
        this.given = given;
        this.history = history;
        this.shape = shape;
        this.journal = journal;
        this.target = target;
        this.keyGroups = keyGroups;
    }

    /** What is wrong with a checkpoint; empty if nothing is. */
    List<String> check(CompletedCheckpoint checkpoint) {
        List<String> wrong = new ArrayList<>();
        Map<TaskId, List<byte[]>> snapshots = new TreeMap<>();
        for (TaskSnapshot snapshot : checkpoint.tasks()) {
            snapshots.put(snapshot.task(), chunks(checkpoint, snapshot, wrong));
            if (!wrong.isEmpty()) {
                return wrong;
            }
        }
        Contents contents = contents(snapshots, "checkpoint " + checkpoint.id(), wrong);
        history.names(checkpoint.id(), contents.named);
        last = contents;
        Outputs.Extent extent = checkpoint.inFlightBytes() > 0 ? Outputs.Extent.PART : Outputs.Extent.CUT;
        shape.check(shape.reached(contents), sink -> target.outputWith(sink, contents.named), extent)
                .forEach(line -> wrong.add("checkpoint " + checkpoint.id() + " is no cut: " + line));
        return wrong;
    }

    /**
     * What is wrong with a savepoint, given what its target shows of its checkpoint and those before: all that follows from
     * the input up to its positions, as no records are on their way and all is committed. Nothing is left in an ingress
     * journal behind it. From now on that is another one.
     */
    List<String> checkSavepoint(Map<TaskId, List<byte[]>> snapshots) {
        List<String> wrong = new ArrayList<>();
        Contents contents = contents(snapshots, "the savepoint", wrong);
        target.missing(contents.named)
                .forEach(name -> wrong.add("the savepoint is done before " + name + " is visible"));
        shape.check(shape.reached(contents), target::visible, Outputs.Extent.CUT)
                .forEach(line -> wrong.add("the savepoint is no cut: " + line));
        given.moveElsewhere(contents.once)
                .forEach(event -> wrong.add("the savepoint leaves " + event + " in the ingress journal"));
        return wrong;
    }

    /** Where the sources of the last checkpoint ended if the job was drained; empty if they were not. */
    Optional<Shape.Positions> drainedAt() {
        Contents contents = last;
        return contents != null && contents.drained ? Optional.of(contents) : Optional.empty();
    }

    /** What sources and sinks have in the snapshots of a checkpoint. */
    private final class Contents implements Shape.Positions {
        private final Map<Integer, Integer> unfinished = new HashMap<>();
        private final List<GivenOnce.Place> places = new ArrayList<>();
        /** What was sent of what is given once. */
        private Set<Event> once = Set.of();

        private final Set<String> named = new HashSet<>();
        private boolean drained;

        @Override
        public boolean include(Event event) {
            return shape.isOnce(event)
                    ? once.contains(event)
                    : event.position()
                            < unfinished.getOrDefault(event.source() * 1000 + event.split(), Integer.MAX_VALUE);
        }
    }

    private Contents contents(Map<TaskId, List<byte[]>> snapshots, String what, List<String> wrong) {
        Map<String, Integer> tasksOf = new HashMap<>();
        snapshots.keySet().forEach(task -> tasksOf.merge(task.operator(), 1, Integer::sum));
        Contents contents = new Contents();
        snapshots.forEach((task, chunks) -> {
            String operator = task.operator();
            KeyRange range = new KeyRange(keyGroups, tasksOf.getOrDefault(operator, 0), task.index());
            if (operator.startsWith("source")) {
                contents.drained |= SnapshotContents.isFinal(range, chunks);
                for (EventSource.Split split : SnapshotContents.splits(EventSource.SPLITS, range, chunks)) {
                    if (contents.unfinished.put(split.source() * 1000 + split.split(), split.next()) != null) {
                        wrong.add(what + " has split " + split + " twice");
                    }
                }
                if (shape.isOnce(operator)) {
                    SnapshotContents.lanes(EventSource.SPLITS, range, chunks)
                            .forEach(at -> contents.places.add(new GivenOnce.Place(
                                    new GivenOnce.Lane(operator, at.lane()), at.sequence(), at.records())));
                }
            } else if (operator.startsWith("out.")) {
                SnapshotContents.committables(Target.COMMITTABLES, range, chunks)
                        .forEach(committable -> contents.named.add(committable.name()));
            }
        });
        contents.once = given.before(contents.places);
        return contents;
    }

    /** What the snapshot consists of; it ends with what its checkpoint wrote. */
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
        for (SnapshotChunk chunk : snapshot.inline()) {
            newest = chunk.checkpointId();
            chunks.add(chunk.bytes());
        }
        if (newest != checkpoint.id()) {
            wrong.add("checkpoint " + checkpoint.id() + " has a snapshot of " + snapshot.task() + " that was taken for "
                    + newest);
        }
        return chunks;
    }
}
