package io.penstock.connector.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.codec.Codecs;
import io.penstock.connector.Metric;
import io.penstock.connector.Sink;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkWriter;
import io.penstock.connector.Source;
import io.penstock.connector.contract.AtLeastOnceSinkContract;
import io.penstock.connector.contract.ListBatch;
import io.penstock.connector.contract.SourceContract;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Flow;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StreamsContractTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final int COUNT = 100;
    private static final SinkContext CONTEXT = new SinkContext("job", "job-1", "out", 0, 1, 1, 0);

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Nested
    class ResumableSource extends SourceContract<Long, StreamsSplit> {
        /** Streams run in the actor system of the application. */
        @Override
        protected boolean isShared(Thread thread) {
            return thread.getName().startsWith(KIT.system().name() + "-");
        }

        @Override
        public Source<Long, StreamsSplit> source() {
            return StreamsSource.<Long, Long>resumable(
                            KIT.system(),
                            2,
                            part -> behind -> org.apache.pekko.stream.javadsl.Source.range(0, COUNT - 1)
                                    .map(n -> new Positioned<>((long) n * 2 + part, (long) n))
                                    .dropWhile(element -> behind.isPresent() && element.position() <= behind.get()),
                            Codecs.LONG)
                    .bounded();
        }

        @Override
        public List<Long> records() {
            return LongStream.concat(
                            LongStream.range(0, COUNT).map(n -> n * 2),
                            LongStream.range(0, COUNT).map(n -> n * 2 + 1))
                    .boxed()
                    .toList();
        }

        @Override
        public boolean countsBytes() {
            return false;
        }
    }

    @Nested
    class ConfirmedSink extends AtLeastOnceSinkContract<String, Boolean> {
        private final List<String> written = new CopyOnWriteArrayList<>();

        /** Streams run in the actor system of the application. */
        @Override
        protected boolean isShared(Thread thread) {
            return thread.getName().startsWith(KIT.system().name() + "-");
        }

        @Override
        public Sink<String, Boolean> sink() {
            return StreamsSink.confirmed(KIT.system(), () -> Flow.<String>create()
                    .mapAsync(2, line -> CompletableFuture.supplyAsync(() -> written.add(line))));
        }

        @Override
        public String record(int number) {
            return "line " + number;
        }

        @Override
        public List<String> visible() {
            return List.copyOf(written);
        }

        @Override
        public List<String> leftovers() {
            return List.of();
        }

        @Override
        public boolean countsBytes() {
            return false;
        }
    }

    @Test
    void aCheckpointFailsIfTheStreamConfirmsTooFew() throws Exception {
        StreamsSink<String> sink = StreamsSink.<String>confirmed(
                        KIT.system(), () -> Flow.<String>create().filter(line -> !line.equals("lost")))
                .timeout(Duration.ofMillis(50));
        try (SinkWriter<String, Boolean> writer = sink.open(CONTEXT)) {
            writer.write(new ListBatch<>(List.of("kept", "lost")));

            assertThatThrownBy(() -> writer.prepare(1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("has not confirmed 1 records within 50 ms")
                    .hasMessageContaining("sink out, lane 0");
        }
    }

    @Test
    void recordsThatAreNotConfirmedAreCounted() throws Exception {
        CompletableFuture<String> gate = new CompletableFuture<>();
        StreamsSink<String> sink =
                StreamsSink.confirmed(KIT.system(), () -> Flow.<String>create().mapAsync(2, line -> gate));
        try (SinkWriter<String, Boolean> writer = sink.open(CONTEXT)) {
            writer.write(new ListBatch<>(List.of("line", "line")));
            assertThat(CONTEXT.environment().metrics().now()).containsEntry("unconfirmedRecords", new Metric.Level(2));

            gate.complete("done");
            writer.prepare(1);

            assertThat(CONTEXT.environment().metrics().now()).containsEntry("unconfirmedRecords", new Metric.Level(0));
        }
    }

    @Test
    void aStreamThatHasFailedIsNamedWithItsCause() throws Exception {
        StreamsSink<String> sink =
                StreamsSink.confirmed(KIT.system(), () -> Flow.<String>create().map(line -> {
                    throw new IllegalStateException("broken pipe");
                }));
        try (SinkWriter<String, Boolean> writer = sink.open(CONTEXT)) {
            writer.write(new ListBatch<>(List.of("line")));

            assertThatThrownBy(() -> writer.prepare(1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("has ended, with 1 records not confirmed")
                    .hasRootCauseMessage("broken pipe");
        }
    }

    @Test
    void aStreamThatTakesNothingDoesNotHangTheTask() throws Exception {
        StreamsSink<String> sink = StreamsSink.<String>of(KIT.system(), () -> Flow.<String>create()
                        .mapAsync(1, line -> new CompletableFuture<String>())
                        .to(org.apache.pekko.stream.javadsl.Sink.ignore()))
                .timeout(Duration.ofMillis(50));
        try (SinkWriter<String, Boolean> writer = sink.open(CONTEXT)) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            writer.write(new ListBatch<>(List.of("line", "line")));
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("has not taken a batch of 2 records within 50 ms");
        }
        assertThat(sink.traits().blocking()).isTrue();
    }
}
