package io.penstock.connector.generator;

import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.SplitReader;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Makes the records of one part. */
final class GeneratorReader<T> implements SplitReader<T, GeneratorSplit> {
    /** Of the golden ratio, as SplitMix64 takes it: seeds of neighbours have nothing in common. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final GeneratorSource.Maker<T> maker;
    private final GeneratorSplit from;
    private final @Nullable Pace pace;
    private long next;

    GeneratorReader(GeneratorSource.Maker<T> maker, GeneratorSplit from, @Nullable Pace pace) {
        this.maker = maker;
        this.from = from;
        this.pace = pace;
        this.next = from.next();
    }

    @Override
    public ReadStatus read(ReadBuffer<T> out) {
        int due = pace == null ? out.remaining() : pace.take(out.remaining());
        for (int i = 0; i < due && next < from.end(); i++) {
            out.add(maker.make(next, new SplittableRandom(from.seed() + next * SPREAD)));
            next += from.parts();
        }
        if (next >= from.end()) {
            return ReadStatus.FINISHED;
        }
        return pace != null && due == 0 ? ReadStatus.IDLE : ReadStatus.MORE;
    }

    @Override
    public GeneratorSplit split() {
        return new GeneratorSplit(from.part(), from.parts(), next, from.end(), from.seed());
    }

    @Override
    public double progress() {
        return from.end() == Long.MAX_VALUE ? -1 : Math.min(1, (double) next / Math.max(1, from.end()));
    }

    @Override
    public void close() {}
}
