package io.penstock.connector.collection;

import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.SplitReader;
import java.util.List;

/** Reads a range of a list. */
final class CollectionReader<T> implements SplitReader<T, CollectionSplit> {
    private final List<T> elements;
    private final CollectionSplit split;
    private int next;

    CollectionReader(List<T> elements, CollectionSplit split) {
        this.elements = elements;
        this.split = split;
        this.next = split.next();
    }

    @Override
    public ReadStatus read(ReadBuffer<T> out) {
        int until = (int) Math.min((long) next + out.remaining(), split.to());
        while (next < until) {
            out.add(elements.get(next++));
        }
        return next == split.to() ? ReadStatus.FINISHED : ReadStatus.MORE;
    }

    @Override
    public CollectionSplit split() {
        return split.at(next);
    }

    @Override
    public double progress() {
        int size = split.to() - split.from();
        return size == 0 ? 1 : (double) (next - split.from()) / size;
    }

    @Override
    public void close() {}
}
