package io.penstock.benchmarks.hot;

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

/** The same value again and again, so that a source costs as little as it can. */
final class EndlessSource implements Source<Long, Long> {
    private static final Long VALUE = 1_000_000L;

    @Override
    public String describe() {
        return "endless";
    }

    @Override
    public SourceTraits traits() {
        return new SourceTraits(true, false, false);
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
    public SourceReader<Long, Long> reader(ReadSettings settings) {
        return split -> new SplitReader<>() {
            @Override
            public ReadStatus read(ReadBuffer<Long> out) {
                for (int room = out.remaining(); room > 0; room--) {
                    out.add(VALUE);
                }
                return ReadStatus.MORE;
            }

            @Override
            public Long split() {
                return split;
            }

            @Override
            public void close() {}
        };
    }
}
