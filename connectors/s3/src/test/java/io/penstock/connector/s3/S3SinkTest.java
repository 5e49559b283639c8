package io.penstock.connector.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.connector.Committer;
import io.penstock.connector.PermanentFailureException;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkWriter;
import io.penstock.connector.contract.ListBatch;
import io.penstock.connector.files.FileManifest;
import io.penstock.servers.S3Server;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3SinkTest {
    private static final int MIB = 1 << 20;

    private final Bucket bucket = Bucket.create(S3Server.shared());

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path spool;

    private S3SinkSettings settings(int inlineBytes, long maxEpochBytes) {
        return new S3SinkSettings(5 * MIB, 6 * MIB, inlineBytes, inlineBytes, spool, maxEpochBytes, 4);
    }

    /** All objects wait in the snapshot. */
    private S3Sink<String> inline() {
        return bucket.at(S3Sink.lines(bucket.url("out"), (String line) -> line)).with(settings(MIB, 100 * MIB));
    }

    /** All objects are uploaded when they are prepared. */
    private S3Sink<String> uploaded() {
        return inline().with(settings(0, 100 * MIB));
    }

    private static SinkContext context(long generation) {
        return new SinkContext("job", "job-1", "sink", 0, 1, generation, 0);
    }

    private static List<PreparedObjects> prepare(S3Sink<String> sink, long generation, long epoch, String... lines)
            throws Exception {
        try (SinkWriter<String, PreparedObjects> writer = sink.open(context(generation))) {
            writer.write(ListBatch.of(lines));
            return writer.prepare(epoch);
        }
    }

    private static void commit(S3Sink<String> sink, long generation, List<PreparedObjects> prepared) throws Exception {
        try (Committer<PreparedObjects> committer = sink.committer(context(generation))) {
            committer.commit(prepared);
        }
    }

    @Test
    void objectsAreNamedBySinkEpochLaneAndPart() throws Exception {
        S3Sink<String> sink =
                inline().bucketBy(line -> "first=" + line.charAt(0)).manifest();
        commit(sink, 1, prepare(sink, 1, 7, "ab", "b", "ac"));

        assertThat(bucket.keys(""))
                .containsExactlyInAnyOrder(
                        "out/first=a/sink-0000000007-0-0.txt",
                        "out/first=b/sink-0000000007-0-1.txt",
                        "out/.manifests/sink-0000000007-0.json");
        assertThat(bucket.text("out/first=a/sink-0000000007-0-0.txt")).isEqualTo("ab\nac\n");
    }

    @Test
    void manifestNamesWhatAnEpochMadeVisible() throws Exception {
        S3Sink<String> sink = uploaded().manifest();
        commit(sink, 1, prepare(sink, 1, 7, "a", "b"));

        String key = "out/.manifests/sink-0000000007-0.json";
        FileManifest manifest = FileManifest.parse(key, bucket.get(key));
        assertThat(manifest.files()).singleElement().satisfies(file -> assertThat(file)
                .returns("sink-0000000007-0-0.txt", FileManifest.Entry::name)
                .returns(2L, FileManifest.Entry::rows)
                .returns(4L, FileManifest.Entry::bytes));
    }

    @Test
    void objectOfSeveralPartsIsWhatWasWritten() throws Exception {
        Random random = new Random(1);
        List<String> lines = new ArrayList<>();
        for (int bytes = 0; bytes < 12 * MIB; bytes += 64 * 1024) {
            lines.add(Integer.toString(random.nextInt()).repeat(64 * 1024).substring(0, 64 * 1024));
        }
        S3Sink<String> sink = uploaded();
        List<PreparedObjects> prepared;
        try (SinkWriter<String, PreparedObjects> writer = sink.open(context(1))) {
            writer.write(new ListBatch<>(lines));
            prepared = writer.prepare(1);
        }
        assertThat(prepared.get(0).objects().get(0).upload().orElseThrow().parts())
                .hasSize(3);
        commit(sink, 1, prepared);

        String content = new String(bucket.get("out/sink-0000000001-0-0.txt"), StandardCharsets.UTF_8);
        assertThat(content.lines().toList()).isEqualTo(lines);
    }

    @Test
    void nothingIsLeftWhereObjectsWaitForTheirUpload() throws Exception {
        S3Sink<String> sink = uploaded();
        try (SinkWriter<String, PreparedObjects> writer = sink.open(context(1))) {
            writer.write(ListBatch.of("a"));
            writer.prepare(1);
            writer.write(ListBatch.of("b"));
        }

        try (Stream<Path> left = Files.list(spool)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void commitOfAnotherProcessIsFoundByWhatTheObjectSays() throws Exception {
        for (S3Sink<String> sink : List.of(inline(), uploaded())) {
            List<PreparedObjects> prepared = prepare(sink, 1, sink.hashCode() & 0xffff, "a");
            commit(sink, 1, prepared);
            long before = bucket.head(prepared.get(0).objects().get(0).key())
                    .lastModified()
                    .toEpochMilli();

            commit(sink, 2, prepared);

            assertThat(bucket.head(prepared.get(0).objects().get(0).key())
                            .lastModified()
                            .toEpochMilli())
                    .isEqualTo(before);
        }
        assertThat(bucket.lines("out/")).containsExactly("a", "a");
    }

    @Test
    void objectOfSomebodyElseIsNotOverwritten() throws Exception {
        for (S3Sink<String> sink : List.of(inline().prefix("x"), uploaded().prefix("y"))) {
            List<PreparedObjects> prepared = prepare(sink, 1, 1, "a");
            String key = prepared.get(0).objects().get(0).key();
            bucket.put(key, "of somebody else");

            assertThatThrownBy(() -> commit(sink, 1, prepared))
                    .isInstanceOf(PermanentFailureException.class)
                    .hasMessageContaining(bucket.url(key) + " is not what is to be committed under that name")
                    .hasMessageContaining("Nothing is overwritten");
            assertThat(bucket.text(key)).isEqualTo("of somebody else");
        }
    }

    @Test
    void nameThatIsTakenIsRefusedWhenTheEpochIsPrepared() {
        bucket.put("out/sink-0000000003-0-0.txt", "of an earlier job");

        assertThatThrownBy(() -> prepare(inline(), 1, 3, "a"))
                .hasMessageContaining(bucket.url("out/sink-0000000003-0-0.txt") + " exists")
                .hasMessageContaining("another directory or prefix");
    }

    @Test
    void uploadThatARuleAbortedIsALossThatIsTold() throws Exception {
        S3Sink<String> sink = uploaded();
        List<PreparedObjects> prepared = prepare(sink, 1, 1, "a");
        bucket.abortUploads();

        assertThatThrownBy(() -> commit(sink, 1, prepared))
                .hasMessageContaining("neither the upload of " + bucket.url("out/sink-0000000001-0-0.txt"))
                .hasMessageContaining("life-cycle rule");
    }

    @Test
    void nextStartAbortsWhatTheLastOneLeftAndNothingElse() throws Exception {
        S3Sink<String> sink = uploaded();
        List<PreparedObjects> restored = prepare(sink, 1, 1, "a");
        prepare(sink, 1, 2, "b");
        bucket.beginUpload("out/sink-0000000009-0-0.txt");
        bucket.beginUpload("out/other");

        sink.recover(context(2), restored);

        assertThat(bucket.uploads(""))
                .containsExactlyInAnyOrder("out/sink-0000000001-0-0.txt", "out/sink-0000000009-0-0.txt", "out/other");
        commit(sink, 2, restored);
        assertThat(bucket.lines("out/")).containsExactly("a");
    }

    @Test
    void uploadIsRecordedBeforeItBegins() throws Exception {
        List<PreparedObjects> prepared = prepare(uploaded(), 3, 5, "a");

        String intent = prepared.get(0).intent().orElseThrow();
        assertThat(intent).isEqualTo("out/.uploads/job-1/sink/0-of-1/g3-5");
        assertThat(bucket.text(intent)).isEqualTo("out/sink-0000000005-0-0.txt");
    }

    @Test
    void smallObjectsMakeNoUploads() throws Exception {
        prepare(inline(), 1, 1, "a");

        assertThat(bucket.uploads("")).isEmpty();
        assertThat(bucket.keys("")).isEmpty();
    }

    @Test
    void keyThatIsTooLongIsRefusedWhenTheEpochIsPrepared() {
        S3Sink<String> sink = inline().bucketBy(line -> ("x".repeat(190) + "/").repeat(6) + "x");

        assertThatThrownBy(() -> prepare(sink, 1, 1, "a"))
                .hasMessageContaining("a key has at most 1024 bytes")
                .hasMessageContaining("shorter buckets");
    }

    @Test
    void anEpochThatIsTooLargeFailsWithWhatToDo() {
        S3Sink<String> sink = uploaded().with(settings(0, 100));

        assertThatThrownBy(() -> prepare(sink, 1, 1, "x".repeat(200)))
                .hasMessageContaining("more than 100 bytes")
                .hasMessageContaining("max-epoch-bytes");
    }

    @Test
    void bucketThatIsMissingIsToldWhenTheSinkIsOpened() {
        S3Sink<String> sink = bucket.at(S3Sink.lines("s3://there-is-no-such-bucket/out", (String line) -> line));

        assertThatThrownBy(() -> sink.open(context(1)))
                .hasMessageContaining("cannot use s3://there-is-no-such-bucket")
                .hasMessageContaining("status 404");
    }
}
