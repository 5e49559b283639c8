package io.penstock.graph;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.penstock.function.AggregateFunction;
import io.penstock.function.OutputTag;
import io.penstock.time.Tumbling;
import io.penstock.time.Watermarks;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphFormatTest {
    private static final OutputTag<Object> LATE = OutputTag.of("late", Object.class);

    /** A source, timestamps, windows with a side output for late records, two sinks. */
    private static JobGraph delays() {
        Codec<Object> key = Codecs.dynamic("the key, in keyBy");
        List<Operator> operators = List.of(
                new Operator(0, "flights", false, new OperatorSpec.SourceSpec(new Lines()), 1),
                new Operator(
                        1,
                        "timestamps",
                        true,
                        new OperatorSpec.TimestampsSpec(value -> 0, new Watermarks(32_400_000, 0)),
                        1),
                new Operator(
                        2,
                        "delays",
                        false,
                        new OperatorSpec.WindowSpec(
                                key,
                                new Tumbling(86_400_000, 0),
                                0,
                                LATE,
                                new Nothing(),
                                (k, window, result) -> result),
                        2),
                new Operator(3, "delays-by-day", false, new OperatorSpec.SinkSpec(new Files()), 2),
                new Operator(4, "sink", true, new OperatorSpec.SinkSpec(new Files()), 1));
        List<Edge> edges = List.of(
                new Edge(0, 1, new Routing.Forward(), null, false),
                new Edge(1, 2, new Routing.ByKey(value -> value, key), null, false),
                new Edge(2, 3, new Routing.Forward(), null, true),
                new Edge(2, 4, new Routing.Rebalance(), LATE, false));
        return new JobGraph("delays", operators, edges, JobSettings.DEFAULT);
    }

    @Test
    void textSaysWhatEachOperatorIsAndWhereItsOutputGoes() {
        assertThat(GraphFormat.TEXT.print(delays())).isEqualTo("""
                        job delays: 5 operators
                        flights  source x1  files "a<b>#.csv", bounded, replayable
                          -> timestamps
                        timestamps  timestamps x1  out of order by up to 9 h
                          -> delays  by key
                        delays  window x2  tumbling 1 d
                          -> delays-by-day  journaled
                          -> sink  side output late, in turn
                        delays-by-day  sink x2  files out, exactly once
                        sink  sink x1  files out, exactly once
                          name derived from the kind: name the operator before you change the job
                        flights -> delays-by-day: exactly once
                        flights -> sink: exactly once
                        """);
    }

    @Test
    void mermaidIsAFlowchartWithItsSpecialCharactersEscaped() {
        assertThat(GraphFormat.MERMAID.print(delays())).isEqualTo("""
                        flowchart LR
                            o0(["<b>flights</b><br/>source x1<br/>files #quot;a#lt;b#gt;#35;.csv#quot;, bounded, replayable"])
                            o1["<b>timestamps</b><br/>timestamps x1<br/>out of order by up to 9 h"]
                            o2["<b>delays</b><br/>window x2<br/>tumbling 1 d"]
                            o3(["<b>delays-by-day</b><br/>sink x2<br/>files out, exactly once"])
                            o4(["<b>sink</b><br/>sink x1<br/>files out, exactly once"])
                            o0 --> o1
                            o1 ==>|"by key"| o2
                            o2 -->|"journaled"| o3
                            o2 -.->|"side output late, in turn"| o4
                        """);
    }

    @Test
    void dotIsADigraphWithItsStringsQuoted() {
        assertThat(GraphFormat.DOT.print(delays())).isEqualTo("""
                        digraph "delays" {
                            rankdir=LR;
                            node [shape=box];
                            "flights" [label="flights\\nsource x1\\nfiles \\"a<b>#.csv\\", bounded, replayable", shape=ellipse];
                            "timestamps" [label="timestamps\\ntimestamps x1\\nout of order by up to 9 h"];
                            "delays" [label="delays\\nwindow x2\\ntumbling 1 d"];
                            "delays-by-day" [label="delays-by-day\\nsink x2\\nfiles out, exactly once", shape=ellipse];
                            "sink" [label="sink\\nsink x1\\nfiles out, exactly once", shape=ellipse];
                            "flights" -> "timestamps" [style=solid];
                            "timestamps" -> "delays" [style=bold, label="by key"];
                            "delays" -> "delays-by-day" [style=solid, label="journaled"];
                            "delays" -> "sink" [style=dashed, label="side output late, in turn"];
                        }
                        """);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 ms",
        "50, 50 ms",
        "1500, 1500 ms",
        "90000, 90 s",
        "5400000, 90 min",
        "32400000, 9 h",
        "172800000, 2 d"
    })
    void durationsAreWholeNumbersOfTheGreatestUnit(long millis, String text) {
        assertThat(OperatorText.duration(millis)).isEqualTo(text);
    }

    private static final class Lines implements Source<Object, Object> {
        @Override
        public String describe() {
            return "files \"a<b>#.csv\"";
        }

        @Override
        public SourceTraits traits() {
            return new SourceTraits(true, true, true);
        }

        @Override
        public List<Object> splits() {
            return List.of();
        }

        @Override
        public SourceReader<Object, Object> reader(ReadSettings settings) {
            throw new UnsupportedOperationException("a printer does not read");
        }

        @Override
        public Codec<Object> splitCodec() {
            throw new UnsupportedOperationException("a printer does not write");
        }
    }

    private static final class Files implements Sink<Object, Object> {
        @Override
        public String describe() {
            return "files out";
        }

        @Override
        public SinkTraits traits() {
            return new SinkTraits(Guarantee.EXACTLY_ONCE, true);
        }

        @Override
        public Codec<Object> committableCodec() {
            throw new UnsupportedOperationException("a printer does not write");
        }

        @Override
        public SinkWriter<Object, Object> open(SinkContext context) {
            throw new UnsupportedOperationException("a printer does not write");
        }

        @Override
        public Committer<Object> committer(SinkContext context) {
            throw new UnsupportedOperationException("a printer does not commit");
        }
    }

    private static final class Nothing implements AggregateFunction<Object, Object, Object> {
        @Override
        public Object create() {
            return "";
        }

        @Override
        public Object add(Object value, Object accumulator) {
            return accumulator;
        }

        @Override
        public Object merge(Object left, Object right) {
            return left;
        }

        @Override
        public Object result(Object accumulator) {
            return accumulator;
        }
    }
}
