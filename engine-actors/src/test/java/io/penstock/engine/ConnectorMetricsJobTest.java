package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.codec.Codec;
import io.penstock.connector.ConnectorMetrics;
import io.penstock.connector.DeadLetter;
import io.penstock.connector.Metric;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import io.penstock.connector.SplitReader;
import io.penstock.engine.MemorySink.Point;
import io.penstock.engine.NumberSource.Split;
import io.penstock.engine.fakes.FailOnce;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectorMetricsJobTest {
    private static final long COUNT = 2_000;
    private static final int PARTS = 2;
    private static final ActorTestKit KIT =
            ActorTestKit.create(ConfigFactory.parseString("""
            pekko.loglevel = "OFF"
            pekko.persistence.journal.plugin = "pekko.persistence.journal.inmem"
            pekko.persistence.snapshot-store.plugin = "pekko.persistence.snapshot-store.local"
            pekko.persistence.snapshot-store.local.dir = "target/snapshots"
            pekko.persistence.typed.stash-overflow-strategy = fail
            penstock {
              job.restart { max-restarts = 20, min-backoff = 1ms, max-backoff = 5ms }
              sink { commit-attempts = 3, commit-backoff = 1ms }
              source.idle-poll-interval = 1ms
            }
            """).withFallback(ConfigFactory.load()));

    private final AtomicBoolean open = new AtomicBoolean();
    private final NumberSource numbers = NumberSource.upTo(COUNT, PARTS).holdingBack(COUNT / 2, open::get);
    private final MemorySink<Long> sink = new MemorySink<>(true);

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    /** Numbers, of which each that a reader gives counts 8 bytes; says how many it has still to give. */
    private record MeteredSource(NumberSource numbers, FailOnce failure) implements Source<Long, Split> {
        @Override
        public String describe() {
            return numbers.describe();
        }

        @Override
        public SourceTraits traits() {
            return numbers.traits();
        }

        @Override
        public List<Split> splits() {
            return numbers.splits();
        }

        @Override
        public Codec<Split> splitCodec() {
            return numbers.splitCodec();
        }

        @Override
        public SourceReader<Long, Split> reader(ReadSettings settings) {
            ConnectorMetrics metrics = settings.environment().metrics();
            ConnectorMetrics.Counter bytes = metrics.counter("bytesRead");
            ConnectorMetrics.Gauge left = metrics.gauge("left");
            return split -> {
                SplitReader<Long, Split> reader = numbers.reader(settings).open(split);
                return new SplitReader<>() {
                    @Override
                    public ReadStatus read(ReadBuffer<Long> out) throws Exception {
                        failure.when(reader.split().next() > COUNT / 4);
                        long before = reader.split().next();
                        ReadStatus status = reader.read(out);
                        long after = reader.split().next();
                        bytes.add(8 * (after - before) / PARTS);
                        left.set((COUNT - after + PARTS - 1) / PARTS);
                        if (before < PARTS && after >= PARTS) {
                            out.deadLetter(new DeadLetter("numbers", "number -1", "x", "no number"));
                        }
                        return status;
                    }

                    @Override
                    public Split split() {
                        return reader.split();
                    }

                    @Override
                    public void close() throws Exception {
                        reader.close();
                    }
                };
            };
        }
    }

    private JobHandle run(String name, NumberSource source, FailOnce failure) {
        Job job = Job.named(name).parallelism(PARTS).checkpointEvery(Duration.ofMillis(10));
        job.from(new MeteredSource(source, failure)).named("numbers").to(sink).named("out");
        return Penstock.get(KIT.system()).run(job);
    }

    private static SortedMap<String, Metric> metrics(JobHandle handle, int operator) {
        return handle.status().operators().get(operator).metrics();
    }

    private static JobEnd end(JobHandle handle) throws Exception {
        return handle.end().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void statusHasWhatAConnectorCountsAsTheSumOfItsTasks() throws Exception {
        JobHandle handle = run("metered", numbers, new FailOnce(0));
        await().untilAsserted(() -> assertThat(metrics(handle, 0))
                .containsEntry("bytesRead", new Metric.Count(8 * COUNT / 2))
                .containsEntry("left", new Metric.Level(COUNT / 2)));

        open.set(true);

        assertThat(end(handle)).isInstanceOf(JobEnd.Finished.class);
        assertThat(metrics(handle, 0))
                .containsEntry("bytesRead", new Metric.Count(8 * COUNT))
                .containsEntry("left", new Metric.Level(0))
                .containsEntry("deadLetters", new Metric.Count(PARTS))
                .containsEntry("failures", new Metric.Count(0));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatWasCountedStaysWhenTasksAreStartedAgain(boolean blocking) throws Exception {
        open.set(true);
        FailOnce failure = new FailOnce();

        JobHandle handle = run("again-" + blocking, numbers.readWhere(blocking), failure);

        assertThat(end(handle)).isInstanceOf(JobEnd.Finished.class);
        assertThat(failure.failures()).isEqualTo(1);
        assertThat(metrics(handle, 0)).containsEntry("failures", new Metric.Count(1));
        long bytes = ((Metric.Count) metrics(handle, 0).get("bytesRead")).value();
        assertThat(bytes).as("each number at least once").isGreaterThanOrEqualTo(8 * COUNT);
    }

    @Test
    void commitsAreTimedAndThoseThatAreTriedAgainAreCounted() throws Exception {
        open.set(true);
        FailOnce failure = new FailOnce();
        sink.on((point, epoch, lane) -> failure.when(point == Point.COMMIT));

        JobHandle handle = run("retried", numbers, new FailOnce(0));

        assertThat(end(handle)).isInstanceOf(JobEnd.Finished.class);
        SortedMap<String, Metric> metrics = metrics(handle, 1);
        assertThat(metrics)
                .containsEntry("commitRetries", new Metric.Count(1))
                .containsEntry("failures", new Metric.Count(1));
        Metric.Durations commits = (Metric.Durations) metrics.get("commits");
        assertThat(commits.count()).isPositive();
        assertThat(commits.totalNanos()).isGreaterThanOrEqualTo(commits.greatestNanos());
    }
}
