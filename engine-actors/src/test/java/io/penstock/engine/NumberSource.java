package io.penstock.engine;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import io.penstock.connector.SplitReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/** The numbers from 0 to a limit, dealt out over splits; each can be read again from any position. */
public record NumberSource(long count, int parts, boolean blocking, LongPredicate open, LongConsumer onRead)
        implements Source<Long, NumberSource.Split> {
    /** Numbers {@code index}, {@code index + step}, ... that are still to come. */
    public record Split(int index, int step, long next, long end) {}

    public static NumberSource upTo(long count, int parts) {
        return new NumberSource(count, parts, false, n -> true, n -> {});
    }

    public NumberSource readWhere(boolean mayBlock) {
        return new NumberSource(count, parts, mayBlock, open, onRead);
    }

    /** Gives no number from {@code from} on until the gate opens. */
    public NumberSource holdingBack(long from, BooleanSupplier gate) {
        return new NumberSource(count, parts, blocking, n -> n < from || gate.getAsBoolean(), onRead);
    }

    public NumberSource onRead(LongConsumer hook) {
        return new NumberSource(count, parts, blocking, open, hook);
    }

    @Override
    public String describe() {
        return "numbers below " + count;
    }

    @Override
    public SourceTraits traits() {
        return new SourceTraits(true, true, blocking);
    }

    @Override
    public List<Split> splits() {
        List<Split> all = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            all.add(new Split(i, parts, i, count));
        }
        return all;
    }

    @Override
    public Codec<Split> splitCodec() {
        return Codecs.of(Split.class);
    }

    @Override
    public SourceReader<Long, Split> reader(ReadSettings settings) {
        return split -> new SplitReader<>() {
            private long next = split.next();

            @Override
            public ReadStatus read(ReadBuffer<Long> out) {
                while (out.remaining() > 0 && next < split.end()) {
                    if (!open.test(next)) {
                        return ReadStatus.IDLE;
                    }
                    onRead.accept(next);
                    out.add(next);
                    next += split.step();
                }
                return next < split.end() ? ReadStatus.MORE : ReadStatus.FINISHED;
            }

            @Override
            public Split split() {
                return new Split(split.index(), split.step(), next, split.end());
            }

            @Override
            public double progress() {
                return Math.min(1, (double) next / Math.max(1, split.end()));
            }

            @Override
            public void close() {}
        };
    }
}
