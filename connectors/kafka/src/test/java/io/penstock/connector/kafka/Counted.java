package io.penstock.connector.kafka;

import io.penstock.codec.Codec;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import io.penstock.connector.SplitDiscovery;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A source that counts how often its readers, and so its connections, are opened. */
record Counted<T, S>(Source<T, S> source, AtomicInteger opened) implements Source<T, S> {
    @Override
    public SourceReader<T, S> reader(ReadSettings settings) throws Exception {
        opened.incrementAndGet();
        return source.reader(settings);
    }

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
    public Codec<S> splitCodec() {
        return source.splitCodec();
    }

    @Override
    public Optional<SplitDiscovery<S>> discovery() {
        return source.discovery();
    }
}
