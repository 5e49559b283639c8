package io.penstock.benchmarks.w5;

import io.penstock.codec.Codec;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A source that counts how often a reader of it is opened. */
record OpenedSource<T, S>(Source<T, S> source, AtomicInteger opened) implements Source<T, S> {
    @Override
    public String describe() {
        return source.describe();
    }

    @Override
    public SourceTraits traits() {
        return source.traits();
    }

    @Override
    public List<S> splits() throws Exception {
        return source.splits();
    }

    @Override
    public SourceReader<T, S> reader(ReadSettings settings) throws Exception {
        opened.incrementAndGet();
        return source.reader(settings);
    }

    @Override
    public Codec<S> splitCodec() {
        return source.splitCodec();
    }
}
