package io.penstock.engine.task;

import io.penstock.codec.Codec;
import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import io.penstock.engine.gate.InFlightCodec;
import io.penstock.engine.operator.Operators;
import io.penstock.engine.state.KeyRange;
import io.penstock.engine.state.TaskHeader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a task takes over of the records that were on their way when the restored checkpoint was taken. With the
 * parallelism of then it is its own; with another one, records with keys go to the owners of their key groups, and those
 * of a former task without keys all to one task.
 *
 * <p>Tasks may have been at different watermarks when they were cut. Where keyed state of several comes together, the
 * lowest is the one to begin with, and what was behind a higher one stays behind it. That breaks no promise: the channels
 * behind a {@code keyBy} bring every watermark to all tasks, so what of another task is lower is among its records on
 * their way, and before the higher one.
 */
final class RestoredInFlight {
    private final TaskSetup setup;
    private final InFlightCodec codec;
    private final @Nullable Codec<Object> keys;
    private final KeyRange range;
    private final List<Part> parts = new ArrayList<>();

    /** Records that were behind a watermark. */
    private record Part(long watermarkMillis, List<Element> batches) {}

    RestoredInFlight(TaskSetup setup, InFlightCodec codec) {
        this.setup = setup;
        this.codec = codec;
        this.keys = Operators.keyCodec(setup.head());
        this.range = setup.range();
    }

    /**
     * Adds what a snapshot holds.
     *
     * @param writer the header of that snapshot
     */
    void add(TaskHeader writer, List<byte[]> blocks) {
        if (keys == null
                && writer.range().task() % setup.head().parallelism()
                        != setup.id().index()) {
            return;
        }
        Part part = new Part(writer.watermarkMillis(), new ArrayList<>());
        parts.add(part);
        for (byte[] block : blocks) {
            Element element = codec.read(block, keys, setup.settings().batchSize());
            if (element instanceof Element.Watermark watermark) {
                part = new Part(watermark.timeMillis(), new ArrayList<>());
                parts.add(part);
            } else if (element instanceof Batch batch) {
                Batch mine = keys == null ? batch : owned(batch);
                if (!mine.isEmpty()) {
                    part.batches.add(mine);
                }
            }
        }
    }

    private Batch owned(Batch batch) {
        Batch owned = Batch.keyedLike(batch.keys(), batch.size(), batch.limit());
        int[] order = new int[batch.size()];
        int count = 0;
        for (int i = 0; i < batch.size(); i++) {
            if (range.owns(range.groupOf(batch.keys().hash(i)))) {
                order[count++] = i;
            }
        }
        owned.append(batch, batch.keys(), order, 0, count);
        return owned;
    }

    /** All of it in the order in which it is to be handled. */
    List<Element> elements() {
        List<Element> elements = new ArrayList<>();
        List<Part> ordered = new ArrayList<>(parts);
        if (keys != null) {
            ordered.sort(Comparator.comparingLong(Part::watermarkMillis));
        }
        for (Part part : ordered) {
            if (keys != null && part.watermarkMillis != Element.NO_WATERMARK) {
                elements.add(new Element.Watermark(part.watermarkMillis));
            }
            elements.addAll(part.batches);
        }
        return elements;
    }
}
