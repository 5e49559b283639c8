package io.penstock.node;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import io.penstock.connector.SplitReader;
import java.util.List;
import java.util.function.LongSupplier;

/** Counts from 0 to {@code end}, and no further than {@code limit} says now; a batch at a time. */
record CountingSource(long end, LongSupplier limit, Runnable onRead) implements Source<Long, CountingSource.Split> {
    record Split(long next) {}

    @Override
    public String describe() {
        return "numbers below " + end;
    }

    @Override
    public SourceTraits traits() {
        return new SourceTraits(true, end < Long.MAX_VALUE, false);
    }

    @Override
    public List<Split> splits() {
        return List.of(new Split(0));
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
                long most = Math.min(end, limit.getAsLong());
                while (next < most && out.remaining() > 0) {
                    onRead.run();
                    out.add(next++);
                }
                return next < end ? ReadStatus.IDLE : ReadStatus.FINISHED;
            }

            @Override
            public Split split() {
                return new Split(next);
            }

            @Override
            public void close() {}
        };
    }
}
