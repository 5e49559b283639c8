package io.penstock.graph;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.Committer;
import io.penstock.connector.Guarantee;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.Sink;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkTraits;
import io.penstock.connector.SinkWriter;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import java.util.List;

/** Sources and sinks of any guarantee, for graphs that are looked at. */
final class PortsOf {
    private PortsOf() {}

    record In(Guarantee intake) implements Source<Long, Long> {
        @Override
        public String describe() {
            return "numbers";
        }

        @Override
        public SourceTraits traits() {
            return new SourceTraits(true, true, false);
        }

        @Override
        public List<String> preconditions() {
            return List.of("the input stays");
        }

        @Override
        public List<Long> splits() {
            return List.of();
        }

        @Override
        public SourceReader<Long, Long> reader(ReadSettings settings) {
            throw new UnsupportedOperationException("this source is only looked at");
        }

        @Override
        public Codec<Long> splitCodec() {
            return Codecs.LONG;
        }
    }

    record Out(Guarantee delivery) implements Sink<Long, Long> {
        @Override
        public String describe() {
            return "numbers";
        }

        @Override
        public SinkTraits traits() {
            return new SinkTraits(delivery, false);
        }

        @Override
        public List<String> preconditions() {
            return List.of("the output stays");
        }

        @Override
        public Codec<Long> committableCodec() {
            return Codecs.LONG;
        }

        @Override
        public SinkWriter<Long, Long> open(SinkContext context) {
            throw new UnsupportedOperationException("this sink is only looked at");
        }

        @Override
        public Committer<Long> committer(SinkContext context) {
            throw new UnsupportedOperationException("this sink is only looked at");
        }
    }
}
