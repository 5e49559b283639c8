package io.penstock.examples.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.codec.Codecs;
import io.penstock.connector.collection.CollectionSource;
import io.penstock.connector.files.FileSink;
import io.penstock.connector.files.FileSource;
import io.penstock.connector.generator.GeneratorSource;
import io.penstock.connector.kafka.KafkaSink;
import io.penstock.connector.kafka.KafkaSource;
import io.penstock.connector.s3.S3Sink;
import io.penstock.connector.s3.S3Source;
import io.penstock.connector.socket.FramedSink;
import io.penstock.connector.socket.FramedSource;
import io.penstock.connector.socket.SocketSink;
import io.penstock.connector.socket.SocketSource;
import io.penstock.connector.stdout.StdoutSink;
import io.penstock.connector.streams.ActorSink;
import io.penstock.connector.streams.OfferedSource;
import io.penstock.connector.streams.Positioned;
import io.penstock.connector.streams.StreamsSink;
import io.penstock.connector.streams.StreamsSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/CONNECTORS.md} true. With {@code -Dpenstock.docs.write=true} it is written anew. */
class ConnectorTableTest {
    private static final Path DOCS = Path.of("../docs");

    private static String table() throws Exception {
        ConnectorTable table =
                new ConnectorTable(Files.readAllLines(DOCS.resolve("crash-tests.csv"), StandardCharsets.UTF_8).stream()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .map(ConnectorTable.CrashTest::parse)
                        .toList());
        table.source("files", FileSource.lines("in/*.txt"));
        table.sink("files", FileSink.<String>lines(Path.of("out"), text -> text));
        table.source("S3", S3Source.lines("s3://bucket/in/*.txt"));
        table.sink("S3", S3Sink.<String>lines("s3://bucket/out", text -> text));
        table.source("collections", CollectionSource.of("a", "b"));
        table.source("generator", GeneratorSource.numbers());
        table.sink("standard output, committed", StdoutSink.committed());
        table.sink("standard output, redirected to a file", StdoutSink.redirected());
        table.sink("standard output, live", StdoutSink.live());
        table.source("Kafka", KafkaSource.strings("localhost:9092", "in"));
        table.sink("Kafka", KafkaSink.strings("localhost:9092", "out"));
        table.sink(
                "Kafka, at least once",
                KafkaSink.strings("localhost:9092", "out").atLeastOnce());
        table.source("sockets, plain", SocketSource.listen(7001));
        table.sink("sockets, plain", SocketSink.lines("localhost", 7001));
        table.source("sockets, framed", FramedSource.listen(7002));
        table.sink("sockets, framed", FramedSink.strings("localhost", 7002));
        table.sink(
                "sockets, framed, exactly once",
                FramedSink.strings("localhost", 7002).exactlyOnce());
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "looked-at");
        try {
            table.source(
                    "Pekko Streams, resumable",
                    StreamsSource.<Long, Long>resumable(
                            system, position -> Source.<Positioned<Long, Long>>empty(), Codecs.LONG));
            table.source(
                    "Pekko Streams, acknowledged",
                    StreamsSource.<Long, Long>acknowledged(
                            system,
                            () -> Source.<Long>empty(),
                            element -> element,
                            element -> CompletableFuture.completedStage(null),
                            Codecs.LONG));
            table.source("Pekko Streams, any other", StreamsSource.of(system, () -> Source.<Long>empty(), Codecs.LONG));
            table.source("offered by calls or messages", OfferedSource.of(String.class));
            table.sink("Pekko Streams, confirmed", StreamsSink.<Long>confirmed(system, Flow::create));
            table.sink("Pekko Streams, any other", StreamsSink.<Long>of(system, () -> Sink.ignore()));
            table.sink("actor", ActorSink.<Long>to(system, system.deadLetters(), Duration.ofSeconds(1)));
        } finally {
            system.terminate();
        }
        return table.print();
    }

    @Test
    void thePageSaysWhatTheConnectorsDeclareAndWhatWasTested() throws Exception {
        Path page = DOCS.resolve("CONNECTORS.md");
        String table = table();
        if (Boolean.getBoolean("penstock.docs.write")) {
            Files.writeString(page, table, StandardCharsets.UTF_8);
        }

        assertThat(Files.readString(page, StandardCharsets.UTF_8))
                .as("docs/CONNECTORS.md; -Dpenstock.docs.write=true writes it anew")
                .isEqualTo(table);
    }

    @Test
    void aRowWithoutACrashTestSaysSo() {
        ConnectorTable table = new ConnectorTable(List.of());
        table.source("collections", CollectionSource.of("a"));

        assertThat(table.print())
                .contains("| collections | source | exactly once |")
                .contains("**none passed yet**");
    }

    @Test
    void aCrashTestThatContradictsThePromiseIsNotPrinted() {
        ConnectorTable table = new ConnectorTable(
                List.of(ConnectorTable.CrashTest.parse("collections;source;20;0;superset;abc1234;a command")));

        assertThatThrownBy(() -> table.source("collections", CollectionSource.of("a")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("collections as source promises exactly once");
    }

    @Test
    void lossAndRepetitionAreForBestEffortOnly() {
        ConnectorTable table = new ConnectorTable(List.of(
                ConnectorTable.CrashTest.parse("sockets, plain;sink;20;20;some lost, some repeated;abc1234;a command"),
                ConnectorTable.CrashTest.parse(
                        "standard output;sink;20;0;some lost, some repeated;abc1234;a command")));

        table.sink("sockets, plain", SocketSink.lines("localhost", 7001));
        assertThat(table.print()).contains("| best effort |  | some lost, some repeated after 20 kills");
        assertThatThrownBy(() -> table.sink("standard output", StdoutSink.live()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("standard output as sink promises at least once");
    }
}
