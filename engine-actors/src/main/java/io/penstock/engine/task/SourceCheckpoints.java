package io.penstock.engine.task;

import io.penstock.codec.Codec;
import io.penstock.engine.element.Element;
import io.penstock.engine.operator.StepChain;
import io.penstock.engine.state.TaskHeader;
import io.penstock.engine.task.SourceSplits.Active;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a source task stands, as its snapshots know it: it begins at the positions of a snapshot, puts those of each barrier
 * into the next one, and remembers them until that checkpoint is complete, when the source is told. Owned by its task.
 */
final class SourceCheckpoints {
    private final TaskSetup setup;
    private final Codec<Object> codec;
    private final SplitShares shares;
    private final SourceSplits splits;
    private final @Nullable Ingress ingress;
    private final StepChain steps;
    /** Of checkpoints that are not complete yet, oldest first. */
    private final ArrayDeque<Cut> cuts = new ArrayDeque<>();

    private record Cut(long checkpointId, List<Object> splits, List<IngressFormat.Place> places) {}

    /**
     * @param ingress null if the source can be rewound
     * @param steps what keeps the greatest event time of each split, or of each lane where there is an ingress journal
     */
    SourceCheckpoints(
            TaskSetup setup,
            Codec<Object> codec,
            SplitShares shares,
            SourceSplits splits,
            @Nullable Ingress ingress,
            StepChain steps) {
        this.setup = setup;
        this.codec = codec;
        this.shares = shares;
        this.splits = splits;
        this.ingress = ingress;
        this.steps = steps;
    }

    /**
     * Adds the splits of the task, and says where its lanes stand.
     *
     * @param headers what was restored: of this task, or of all if the parallelism is another one
     * @param fresh all splits of the source, of use if nothing is restored
     */
    void restore(List<TaskHeader> headers, List<Object> fresh) {
        List<SourcePositions.Position> positions = new ArrayList<>();
        List<SourcePositions.LanePosition> lanes = new ArrayList<>();
        for (TaskHeader header : headers) {
            SourcePositions ofTask = SourcePositions.decode(codec, header.extra());
            positions.addAll(ofTask.splits());
            lanes.addAll(ofTask.lanes());
        }
        if (setup.restored().isEmpty()) {
            shares.of(fresh).forEach(split -> positions.add(SourcePositions.Position.fresh(split)));
        } else if (!setup.sameParallelism()) {
            List<SourcePositions.Position> ofAll = List.copyOf(positions);
            positions.clear();
            positions.addAll(shares.of(ofAll, SourcePositions.Position::split));
        }
        for (SourcePositions.Position position : positions) {
            Active split = splits.add(
                    position.split(), position.finished(), setup.clock().nanos());
            register(split, position.greatestTimestampMillis());
        }
        if (ingress != null) {
            ingress.lanes().forEach(lane -> steps.register(lane.index, Element.NO_WATERMARK));
            for (SourcePositions.LanePosition position : lanes) {
                Active lane = ingress.restore(position.place());
                if (lane != null) {
                    steps.register(lane.index, position.greatestTimestampMillis());
                }
            }
        }
    }

    /** Begins a split. What is read from a source that cannot be rewound has the watermark of the lane it is written to. */
    void register(Active split, long greatestTimestampMillis) {
        if (ingress == null) {
            steps.register(split.index, greatestTimestampMillis);
            if (split.finished) {
                steps.end(split.index);
            }
        }
    }

    /**
     * The barrier of a checkpoint is sent.
     *
     * @return what the snapshot holds of the positions
     */
    byte[] cut(long checkpointId) {
        List<SourcePositions.Position> positions = new ArrayList<>();
        for (Active split : splits.all()) {
            if (!split.finished || shares.discovers()) {
                long greatest = ingress == null ? steps.greatest(split.index) : Element.NO_WATERMARK;
                positions.add(new SourcePositions.Position(split.sent, greatest, split.finished));
            }
        }
        List<SourcePositions.LanePosition> lanes = new ArrayList<>();
        List<IngressFormat.Place> places = List.of();
        if (ingress != null) {
            places = ingress.places();
            for (Active lane : ingress.lanes()) {
                lanes.add(
                        new SourcePositions.LanePosition((IngressFormat.Place) lane.sent, steps.greatest(lane.index)));
            }
        }
        cuts.add(new Cut(checkpointId, splits.unfinished(), places));
        return new SourcePositions(positions, lanes).encode(codec);
    }

    void abort(long checkpointId) {
        cuts.removeIf(cut -> cut.checkpointId() == checkpointId);
    }

    /**
     * A checkpoint is complete.
     *
     * @return the positions of splits in it, or null if it was not cut here
     */
    @Nullable
    List<Object> completed(long checkpointId) {
        Cut last = null;
        while (!cuts.isEmpty() && cuts.getFirst().checkpointId() <= checkpointId) {
            last = cuts.removeFirst();
        }
        if (last == null) {
            return null;
        }
        if (ingress != null) {
            ingress.onCompleted(last.places());
        }
        return last.splits();
    }
}
