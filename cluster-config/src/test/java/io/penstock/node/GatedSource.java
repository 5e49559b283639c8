package io.penstock.node;

import io.penstock.codec.Codec;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import io.penstock.connector.SplitReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A source that gives at least {@code first} records of a split and no more than a batch beyond, until a file is there. */
record GatedSource<T, S>(Source<T, S> source, long first, Path gate) implements Source<T, S> {
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
    public SourceReader<T, S> reader(ReadSettings settings) throws Exception {
        SourceReader<T, S> reader = source.reader(settings);
        return split -> new Gated<>(reader.open(split), first, gate);
    }

    private static final class Gated<T, S> implements SplitReader<T, S> {
        private final SplitReader<T, S> reader;
        private final long first;
        private final Path gate;
        private long read;

        Gated(SplitReader<T, S> reader, long first, Path gate) {
            this.reader = reader;
            this.first = first;
            this.gate = gate;
        }

        @Override
        public ReadStatus read(ReadBuffer<T> out) throws Exception {
            if (read >= first && !Files.exists(gate)) {
                return ReadStatus.IDLE;
            }
            int before = out.remaining();
            ReadStatus status = reader.read(out);
            read += before - out.remaining();
            return status;
        }

        @Override
        public S split() {
            return reader.split();
        }

        @Override
        public void close() throws Exception {
            reader.close();
        }
    }
}
