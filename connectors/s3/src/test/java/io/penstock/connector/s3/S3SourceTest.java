package io.penstock.connector.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.penstock.connector.Environment;
import io.penstock.connector.Metric;
import io.penstock.connector.PermanentFailureException;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SplitChangedException;
import io.penstock.connector.SplitDiscovery;
import io.penstock.connector.SplitReader;
import io.penstock.connector.contract.ListBuffer;
import io.penstock.connector.files.ChangePolicy;
import io.penstock.servers.S3Server;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class S3SourceTest {
    private static final ReadSettings READING = new ReadSettings("job", "source", 0, () -> {});

    private final Bucket bucket = Bucket.create(S3Server.shared());

    private static String numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(number -> number + "\n").collect(Collectors.joining());
    }

    private static List<String> keys(List<ObjectSplit> splits) {
        return splits.stream().map(ObjectSplit::key).toList();
    }

    /** So many records at most. */
    private static ObjectSplit read(S3Source<String> source, ObjectSplit from, int room, List<String> into)
            throws Exception {
        try (SourceReader<String, ObjectSplit> reader = source.reader(READING);
                SplitReader<String, ObjectSplit> split = reader.open(from)) {
            ReadStatus status = ReadStatus.MORE;
            while (into.size() < room && status == ReadStatus.MORE) {
                ListBuffer<String> out = new ListBuffer<>();
                out.room(room - into.size());
                status = split.read(out);
                into.addAll(out.values());
            }
            return split.split();
        }
    }

    private S3Source<String> lines(String pattern) {
        return bucket.at(S3Source.lines(bucket.url(pattern)));
    }

    @Test
    void bytesAndRequestsAreCounted() throws Exception {
        bucket.put("a.txt", "one\ntwo\n");
        S3Source<String> source = lines("a.txt");
        Environment environment = Environment.standalone();
        try (SourceReader<String, ObjectSplit> reader =
                        source.reader(new ReadSettings("job", "source", 0, () -> {}, environment));
                SplitReader<String, ObjectSplit> open =
                        reader.open(source.splits().get(0))) {
            open.read(new ListBuffer<String>().room(10));
        }

        assertThat(environment.metrics().now())
                .containsEntry("bytesRead", new Metric.Count(8))
                .containsEntry("failedRequests", new Metric.Count(0));
        // A look at the object, and its only chunk. That a request has ended is counted beside its answer.
        Awaitility.await()
                .untilAsserted(() -> assertThat(environment.metrics().now().get("requests"))
                        .isInstanceOfSatisfying(Metric.Durations.class, requests -> assertThat(requests.count())
                                .isEqualTo(2)));
    }

    @Test
    void objectThatIsReplacedWhileItIsReadFailsWithWhatChanged() throws Exception {
        bucket.put("a.txt", numbers(0, 5_000));
        S3Source<String> source = lines("a.txt").with(new S3SourceSettings(4 * 1024, 0, 10, Duration.ofSeconds(1)));
        ObjectSplit split = source.splits().get(0);
        try (SourceReader<String, ObjectSplit> reader = source.reader(READING);
                SplitReader<String, ObjectSplit> open = reader.open(split)) {
            open.read(new ListBuffer<String>().room(10));
            bucket.put("a.txt", numbers(10_000, 15_000));

            assertThatThrownBy(() -> {
                        while (open.read(new ListBuffer<String>().room(1_000)) == ReadStatus.MORE) {
                            // Reads on, up to a chunk of the other object.
                        }
                    })
                    .isInstanceOf(SplitChangedException.class)
                    .hasMessageContaining(bucket.url("a.txt"))
                    .hasMessageContaining("ETag from")
                    .hasMessageContaining("onChange(ChangePolicy.REREAD)");
        }
    }

    @Test
    void ignoredChangeGoesOnAtTheSameByte() throws Exception {
        bucket.put("a.txt", "one\ntwo\n");
        S3Source<String> source = lines("a.txt").onChange(ChangePolicy.IGNORE);
        List<String> read = new ArrayList<>();
        ObjectSplit behindOne = read(source, source.splits().get(0), 1, read);
        bucket.put("a.txt", "ONE\nTWO\nTHREE\n");

        read(source, behindOne, 10, read);

        assertThat(read).containsExactly("one", "TWO", "THREE");
    }

    @Test
    void changedObjectIsReadAgainFromItsBeginningWhereThatIsWanted() throws Exception {
        bucket.put("a.txt", "one\ntwo\n");
        S3Source<String> source = lines("a.txt").onChange(ChangePolicy.REREAD);
        List<String> read = new ArrayList<>();
        ObjectSplit behindOne = read(source, source.splits().get(0), 1, read);
        bucket.put("a.txt", "ONE\nTWO\n");

        read(source, behindOne, 10, read);

        assertThat(read).containsExactly("one", "ONE", "TWO");
    }

    @Test
    void objectThatIsGoneIsToldByItsName() {
        bucket.put("a.txt", "one\n");
        S3Source<String> source = lines("a.txt");
        assertThatThrownBy(() -> {
                    ObjectSplit split = source.splits().get(0);
                    bucket.delete("a.txt");
                    read(source, split, 10, new ArrayList<>());
                })
                .isInstanceOf(SplitChangedException.class)
                .hasMessageContaining(bucket.url("a.txt") + " is gone");
    }

    @Test
    void nothingFoundIsAnErrorUnlessObjectsMayComeLater() throws Exception {
        assertThatThrownBy(() -> lines("in/*.txt").splits())
                .hasMessageContaining("no object matches " + bucket.url("in/*.txt"));
        assertThat(lines("in/*.txt").follow().splits()).isEmpty();
    }

    @Test
    void bucketThatIsMissingIsToldWithWhatToDo() {
        S3Source<String> source = bucket.at(S3Source.lines("s3://there-is-no-such-bucket/a.txt"));

        assertThatThrownBy(source::splits)
                .hasMessageContaining("cannot list s3://there-is-no-such-bucket/a.txt")
                .hasMessageContaining("NoSuchBucket")
                .hasMessageContaining("Create the bucket, or correct its name");
    }

    @Test
    void bucketThatIsMissingSuspendsTheJobAndAServiceThatIsAwayDoesNot() {
        S3Source<String> missing = bucket.at(S3Source.lines("s3://there-is-no-such-bucket/a.txt"));
        S3Source<String> away = lines("a.txt").endpoint(URI.create("http://127.0.0.1:1"));

        assertThat(catchThrowable(missing::splits)).matches(PermanentFailureException::isIn);
        assertThat(catchThrowable(away::splits)).matches(failure -> !PermanentFailureException.isIn(failure));
    }

    @Test
    void serviceThatDoesNotRunIsToldWithWhatToLookAt() {
        S3Source<String> source = lines("a.txt").endpoint(URI.create("http://127.0.0.1:1"));

        assertThatThrownBy(source::splits)
                .hasMessageContaining("cannot list " + bucket.url("a.txt"))
                .hasMessageContaining("attempts: 3")
                .hasMessageContaining("penstock.connector.s3.endpoint");
    }

    @Test
    void moreObjectsThanAllowedAreAnErrorThatSaysWhatToDo() {
        bucket.put("a.txt", "1\n");
        bucket.put("b.txt", "2\n");

        assertThatThrownBy(() -> lines("*.txt").maxObjects(1).splits())
                .hasMessageContaining("more than 1 objects match")
                .hasMessageContaining("raise maxObjects");
    }

    @Test
    void objectsComeByTheirKeysOrByTheirAge() throws Exception {
        bucket.put("b.txt", "1\n");
        long first = bucket.head("b.txt").lastModified().toEpochMilli();
        // The server counts seconds.
        Awaitility.await().until(() -> {
            bucket.put("a.txt", "2\n");
            return bucket.head("a.txt").lastModified().toEpochMilli() > first;
        });

        assertThat(keys(lines("*.txt").splits())).containsExactly("a.txt", "b.txt");
        assertThat(keys(lines("*.txt").orderBy(ObjectOrder.MODIFIED).splits())).containsExactly("b.txt", "a.txt");
    }

    @Test
    void objectIsTheSameSplitInEveryListingWhateverItHolds() throws Exception {
        bucket.put("a.txt", "1\n");
        S3Source<String> source = lines("*.txt").follow();
        SplitDiscovery<ObjectSplit> discovery = source.discovery().orElseThrow();
        String id = discovery.idOf(source.splits().get(0));
        bucket.put("a.txt", "other\n");

        assertThat(source.splits()).extracting(discovery::idOf).containsExactly(id);
    }

    @Test
    void emptyObjectHasNoRecords() throws Exception {
        bucket.put("a.txt", "");
        bucket.put("a.txt.gz", "");
        List<String> read = new ArrayList<>();
        for (ObjectSplit split : lines("a.*").splits()) {
            read(lines("a.*"), split, 10, read);
        }

        assertThat(read).isEmpty();
    }
}
