package io.penstock.connector.stdout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkWriter;
import io.penstock.connector.contract.ListBatch;
import io.penstock.connector.contract.SnapshotBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class StdoutSinkTest {
    private static final SinkContext CONTEXT = new SinkContext("job", "job-1", "out", 0, 1, 1, 0);

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(printed, false, StandardCharsets.UTF_8);

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void printsAnEpochWhenItIsCommittedAndNotBefore() throws Exception {
        StdoutSink<Integer> sink = StdoutSink.<Integer>committed().printTo(stream);
        SinkWriter<Integer, PreparedLines> writer = sink.open(CONTEXT);
        writer.write(ListBatch.of(1, 2));
        List<PreparedLines> prepared = writer.prepare(7);
        writer.write(ListBatch.of(3));
        assertThat(printed()).isEmpty();
        sink.committer(CONTEXT).commit(prepared);
        assertThat(printed()).isEqualTo("1\n2\n");
    }

    @Test
    void printsWhatCameBackFromASnapshot() throws Exception {
        StdoutSink<String> sink = StdoutSink.<String>committed().printTo(stream);
        SinkWriter<String, PreparedLines> writer = sink.open(CONTEXT);
        writer.write(ListBatch.of("zwölf"));
        List<PreparedLines> restored = List.of(SnapshotBytes.restored(
                sink.committableCodec(), writer.prepare(1).get(0)));
        sink.committer(CONTEXT).commit(restored);
        assertThat(printed()).isEqualTo("zwölf\n");
    }

    @Test
    void refusesAnEpochBeyondItsLimit() throws Exception {
        StdoutSink<String> sink =
                StdoutSink.<String>committed().maxEpochBytes(6).printTo(stream);
        SinkWriter<String, PreparedLines> writer = sink.open(CONTEXT);
        writer.write(ListBatch.of("ab", "é"));
        assertThatThrownBy(() -> writer.write(ListBatch.of("c")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("sink out of job job")
                .hasMessageContaining("more than 6 bytes in one epoch")
                .hasMessageContaining("raise maxEpochBytes");
    }

    @Test
    void startsTheLimitAnewWithEachEpoch() throws Exception {
        StdoutSink<String> sink =
                StdoutSink.<String>committed().maxEpochBytes(3).printTo(stream);
        SinkWriter<String, PreparedLines> writer = sink.open(CONTEXT);
        for (int epoch = 1; epoch < 4; epoch++) {
            writer.write(ListBatch.of("ab"));
            sink.committer(CONTEXT).commit(writer.prepare(epoch));
        }
        assertThat(printed()).isEqualTo("ab\nab\nab\n");
    }

    @Test
    void printsAtOnceWhenLive() throws Exception {
        StdoutSink<Integer> sink =
                StdoutSink.<Integer>live().format(i -> "no. " + i).printTo(stream);
        SinkWriter<Integer, PreparedLines> writer = sink.open(CONTEXT);
        writer.write(ListBatch.of(1, 2));
        assertThat(printed()).isEqualTo("no. 1\nno. 2\n");
        assertThat(writer.prepare(1)).isEmpty();
    }

    @Test
    void noticesThatNobodyTakesTheOutput() {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        StdoutSink<String> sink =
                StdoutSink.<String>live().printTo(new PrintStream(broken, false, StandardCharsets.UTF_8));
        assertThatThrownBy(() -> sink.open(CONTEXT).write(ListBatch.of("a")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("standard output cannot be written");
    }
}
