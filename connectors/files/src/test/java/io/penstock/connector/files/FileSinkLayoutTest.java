package io.penstock.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkWriter;
import io.penstock.connector.contract.ListBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Into which files of which folders records go, and what is told about them. */
class FileSinkLayoutTest {
    private static final SinkContext CONTEXT = new SinkContext("job", "job-1", "out", 0, 1, 1, 0);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path out;

    private FileSink<String> lines() {
        return FileSink.lines(out, line -> line);
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private <T> void epoch(FileSink<T> sink, long epoch, T... values) throws Exception {
        epoch(sink, epoch, ListBatch.of(values));
    }

    private <T> void epoch(FileSink<T> sink, long epoch, ListBatch<T> batch) throws Exception {
        try (SinkWriter<T, PreparedFiles> writer = sink.open(CONTEXT)) {
            writer.write(batch);
            sink.committer(CONTEXT).commit(writer.prepare(epoch));
        }
        sink.finish(CONTEXT);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(out)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> out.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void eachBucketIsAFolder() throws Exception {
        epoch(lines().bucketBy(line -> "first=" + line.charAt(0) + "/size=" + line.length()), 3, "ab", "cd", "ax", "a");
        assertThat(files())
                .containsExactly(
                        "first=a/size=1/out-0000000003-0-2.txt",
                        "first=a/size=2/out-0000000003-0-0.txt",
                        "first=c/size=2/out-0000000003-0-1.txt");
        assertThat(CommittedFiles.lines(out, "out")).containsExactly("ab", "ax", "cd", "a");
    }

    @Test
    void eventTimeGivesTheBucketInItsZone() throws Exception {
        long newYear = Instant.parse("2001-12-31T23:30:00Z").toEpochMilli();
        ListBatch<String> batch = new ListBatch<>(List.of("a", "b"), List.of(newYear, newYear + 3_600_000));
        epoch(lines().bucketByEventTime("'day='yyyy-MM-dd"), 1, batch);
        epoch(lines().bucketByEventTime("yyyy/MM", ZoneId.of("Europe/Berlin")), 2, batch);
        assertThat(files())
                .containsExactly(
                        "2002/01/out-0000000002-0-0.txt",
                        "day=2001-12-31/out-0000000001-0-0.txt",
                        "day=2002-01-01/out-0000000001-0-1.txt");
    }

    @Test
    void recordWithoutEventTimeSaysWhatIsMissing() throws Exception {
        try (SinkWriter<String, PreparedFiles> writer =
                lines().bucketByEventTime("yyyy").open(CONTEXT)) {
            assertThatThrownBy(() -> writer.write(ListBatch.of("a")))
                    .hasMessageContaining("a record without event time")
                    .hasMessageContaining("timestamps(...)");
        }
    }

    @Test
    void whatIsNoGoodInANameIsWrittenWithPercentSigns() {
        assertThat(Bucketing.path("city=Köln (süd)/..")).isEqualTo("city=K%C3%B6ln%20%28s%C3%BCd%29/%2E.");
        assertThat(Bucketing.path(".staging")).isEqualTo("%2Estaging");
        assertThat(Bucketing.path("a%2Fb\\\u0000")).isEqualTo("a%252Fb%5C%00");
        assertThatThrownBy(() -> Bucketing.path("a//b")).hasMessageContaining("folder of 0 bytes: expected 1 to 200");
        assertThatThrownBy(() -> Bucketing.path("/a")).hasMessageContaining("folder of 0 bytes");
        assertThatThrownBy(() -> Bucketing.path("x".repeat(201))).hasMessageContaining("folder of 201 bytes");
        assertThatThrownBy(() -> Bucketing.path("a/".repeat(8) + "a")).hasMessageContaining("9 folders, at most 8");
    }

    @Test
    void beyondTheGreatestNumberOfOpenFilesTheOneUsedLongestAgoIsClosed() throws Exception {
        epoch(lines().bucketBy(line -> line.substring(0, 1)).maxOpenFiles(2), 1, "a1", "b1", "a2", "c1", "a3", "b2");
        assertThat(files())
                .containsExactly(
                        "a/out-0000000001-0-0.txt",
                        "b/out-0000000001-0-1.txt",
                        "b/out-0000000001-0-3.txt",
                        "c/out-0000000001-0-2.txt");
        assertThat(out.resolve("a/out-0000000001-0-0.txt")).hasContent("a1\na2\na3\n");
    }

    @Test
    void tooManyFilesInAnEpochFailAndSayWhatToDo() throws Exception {
        try (SinkWriter<String, PreparedFiles> writer =
                lines().bucketBy(line -> line).maxFilesPerEpoch(2).open(CONTEXT)) {
            assertThatThrownBy(() -> writer.write(ListBatch.of("a", "b", "c")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("more than 2 files in one epoch of lane 0, the next in 'c'")
                    .hasMessageContaining("raise maxFilesPerEpoch");
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void fileThatHasBeenOpenForLongIsClosed() throws Exception {
        AtomicLong nanos = new AtomicLong();
        FileSink<String> sink = lines().maxFileAge(Duration.ofMinutes(1)).at(nanos::get);
        try (SinkWriter<String, PreparedFiles> writer = sink.open(CONTEXT)) {
            writer.write(ListBatch.of("a"));
            nanos.addAndGet(Duration.ofSeconds(59).toNanos());
            writer.write(ListBatch.of("b"));
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            writer.write(ListBatch.of("c"));
            sink.committer(CONTEXT).commit(writer.prepare(1));
        }
        assertThat(CommittedFiles.list(out, "out"))
                .extracting(Files::readString)
                .containsExactly("a\nb\n", "c\n");
    }

    @Test
    void namesTellTheCompression() throws Exception {
        epoch(lines().compress(Compression.GZIP), 1, "a");
        epoch(lines().compress(Compression.ZSTD).suffix(".log"), 2, "b");
        assertThat(files()).containsExactly("out-0000000001-0-0.txt.gz", "out-0000000002-0-0.log.zst");
        assertThat(CommittedFiles.lines(out, "out")).containsExactly("a", "b");
    }

    @Test
    void compressedFilesAreCutAtTheirGreatestSize() throws Exception {
        String[] lines = new String[20_000];
        Random random = new Random(1);
        Arrays.setAll(lines, i -> Long.toHexString(random.nextLong()));
        epoch(lines().compress(Compression.GZIP).maxFileBytes(40_000), 1, lines);
        assertThat(CommittedFiles.list(out, "out"))
                .hasSizeBetween(4, 10)
                .allSatisfy(file -> assertThat(Files.size(file)).isLessThan(50_000));
        assertThat(CommittedFiles.lines(out, "out")).containsExactly(lines);
    }

    record Day(LocalDate day, Instant at, Duration late, List<Integer> counts) {}

    @Test
    void timesInJsonAreIso8601() throws Exception {
        Day day = new Day(LocalDate.of(2001, 2, 3), Instant.ofEpochSecond(0), Duration.ofSeconds(90), List.of(1, 2));
        epoch(FileSink.jsonLines(out, Day.class), 1, day);
        assertThat(CommittedFiles.lines(out, "out"))
                .containsExactly(
                        "{\"day\":\"2001-02-03\",\"at\":\"1970-01-01T00:00:00Z\",\"late\":\"PT1M30S\",\"counts\":[1,2]}");
    }

    @Test
    void mapperThatIndentsIsRefused() throws Exception {
        ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        FileSink<Map<String, Integer>> sink = FileSink.jsonLines(out, mapper);
        try (SinkWriter<Map<String, Integer>, PreparedFiles> writer = sink.open(CONTEXT)) {
            assertThatThrownBy(() -> writer.write(ListBatch.of(Map.of("a", 1))))
                    .hasMessageContaining("wrote a line end inside of {a=1}");
        }
    }

    @Test
    void manifestNamesWhatTheEpochMadeVisible() throws Exception {
        FileSink<String> sink = lines().bucketBy(line -> line.substring(0, 1)).manifest();
        epoch(sink, 7, "a1", "a2", "b1");
        List<FileManifest> manifests = FileManifest.list(out, "out");
        assertThat(manifests).hasSize(1);
        FileManifest manifest = manifests.get(0);
        assertThat(manifest)
                .returns("job", FileManifest::job)
                .returns("out", FileManifest::sink)
                .returns(7L, FileManifest::epoch)
                .returns(0, FileManifest::lane);
        assertThat(manifest.files())
                .extracting(FileManifest.Entry::name, FileManifest.Entry::rows, FileManifest.Entry::bytes)
                .containsExactly(tuple("a/out-0000000007-0-0.txt", 2L, 6L), tuple("b/out-0000000007-0-1.txt", 1L, 3L));
        manifest.verify(out);
        assertThat(out.resolve(".manifests/out-0000000007-0.json")).exists();
    }

    @Test
    void manifestFindsWhatWasChangedOrRemoved() throws Exception {
        epoch(lines().manifest(), 1, "a");
        FileManifest manifest = FileManifest.list(out, "out").get(0);
        Path file = Files.writeString(out.resolve("out-0000000001-0-0.txt"), "b\n");
        assertThatThrownBy(() -> manifest.verify(out))
                .hasMessageContaining(file + " is not what epoch 1 of lane 0 committed: expected 2 bytes with CRC-32C");
        Files.delete(file);
        assertThatThrownBy(() -> manifest.verify(out))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("the manifest of epoch 1 and lane 0 names it");
    }

    @Test
    void manifestOfAnotherVersionIsRefused() throws Exception {
        epoch(lines().manifest(), 1, "a");
        Path path = out.resolve(".manifests/out-0000000001-0.json");
        Files.writeString(path, Files.readString(path).replace("\"version\":1", "\"version\":2"));
        assertThatThrownBy(() -> FileManifest.list(out, "out"))
                .hasMessageContaining("has version 2, this reader knows 1");
        Files.writeString(path, "{}");
        assertThatThrownBy(() -> FileManifest.read(path)).hasMessageContaining("is no manifest of a file sink");
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> lines().maxFileAge(Duration.ZERO)).hasMessageContaining("more than nothing");
        assertThatThrownBy(() -> lines().maxOpenFiles(0)).hasMessageContaining("from 1 to 10000, not 0");
        assertThatThrownBy(() -> lines().maxFilesPerEpoch(0)).hasMessageContaining("from 1 to 100000, not 0");
    }
}
