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
import java.util.List;

/** A source for graphs that are looked at: it never has a record. */
public record SilentSource<T>(boolean replayable) implements Source<T, Long> {
    public SilentSource() {
        this(true);
    }

    @Override
    public String describe() {
        return "silent";
    }

    @Override
    public SourceTraits traits() {
        return new SourceTraits(replayable, false, false);
    }

    @Override
    public List<Long> splits() {
        return List.of(0L);
    }

    @Override
    public Codec<Long> splitCodec() {
        return Codecs.LONG;
    }

    @Override
    public SourceReader<T, Long> reader(ReadSettings settings) {
        return split -> new SplitReader<>() {
            @Override
            public ReadStatus read(ReadBuffer<T> out) {
                return ReadStatus.IDLE;
            }

            @Override
            public Long split() {
                return split;
            }

            @Override
            public double progress() {
                return -1;
            }

            @Override
            public void close() {}
        };
    }
}
