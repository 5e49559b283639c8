package io.penstock.connector.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.connector.Environment;
import io.penstock.connector.Metric;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkWriter;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SplitReader;
import io.penstock.connector.contract.ListBatch;
import io.penstock.connector.contract.ListBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesMetricsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final Environment environment = Environment.standalone();

    private <T, S> SourceReader<T, S> reader(Source<T, S> source) throws Exception {
        return source.reader(new ReadSettings("job", "source", 0, () -> {}, environment));
    }

    @Test
    void bytesReadAreThoseOfTheFiles() throws Exception {
        Path file = Files.writeString(directory.resolve("a.txt"), "one\ntwo\n");
        FileSource<String> source = FileSource.lines(file);

        try (SourceReader<String, FileSplit> reader = reader(source);
                SplitReader<String, FileSplit> split =
                        reader.open(source.splits().get(0))) {
            split.read(new ListBuffer<String>().room(10));
        }

        assertThat(environment.metrics().now()).containsEntry("bytesRead", new Metric.Count(8));
    }

    @Test
    void lagIsWhatAllFilesThatGrowHoldAndIsNotRead() throws Exception {
        Path first = Files.writeString(directory.resolve("a.log"), "1\n2\n3\n");
        Files.writeString(directory.resolve("b.log"), "4\n5\n");
        TailSource<String> source = TailSource.lines(directory + "/*.log");
        try (SourceReader<String, TailSplit> reader = reader(source)) {
            try (SplitReader<String, TailSplit> a = reader.open(source.splits().get(0));
                    SplitReader<String, TailSplit> b =
                            reader.open(source.splits().get(1))) {
                a.read(new ListBuffer<String>().room(1));
                b.read(new ListBuffer<String>().room(1));
                assertThat(environment.metrics().now()).containsEntry("lagBytes", new Metric.Level(4 + 2));

                Files.writeString(first, "half", StandardOpenOption.APPEND);
                a.read(new ListBuffer<String>().room(10));
                assertThat(environment.metrics().now()).containsEntry("lagBytes", new Metric.Level(4 + 2));
            }
        }

        assertThat(environment.metrics().now())
                .containsEntry("lagBytes", new Metric.Level(0))
                .containsEntry("bytesRead", new Metric.Count(6 + 4));
    }

    @Test
    void filesAndTheirBytesAreCountedWhenTheyArePrepared() throws Exception {
        FileSink<String> sink = FileSink.<String>lines(directory.resolve("out"), Function.identity())
                .bucketBy(text -> text.substring(0, 1));

        try (SinkWriter<String, PreparedFiles> writer =
                sink.open(new SinkContext("job", "job-1", "sink", 0, 1, 1, 0, environment))) {
            writer.write(ListBatch.of("a1", "b1", "b2"));
            writer.prepare(1);
        }

        assertThat(environment.metrics().now())
                .containsEntry("files", new Metric.Count(2))
                .containsEntry("bytesWritten", new Metric.Count(9));
    }
}
