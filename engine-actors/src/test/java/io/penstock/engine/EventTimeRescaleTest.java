package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.api.RunOptions;
import io.penstock.engine.fakes.ScriptedJournal;
import io.penstock.function.AggregateFunction;
import io.penstock.time.Tumbling;
import io.penstock.time.Watermarks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event time when the parallelism in front of an operator changes, and with it whose records its tasks get. */
class EventTimeRescaleTest {
    private static final int BATCH = 16;
    private static final long COUNT = 250 * BATCH;

    private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.parseString("""
            penstock {
              job.fuse-stateless = false
              source.idle-poll-interval = 1ms
              task { batch-size = 16, credit = 4 }
            }
            pekko.loglevel = "ERROR"
            """)
            .withFallback(ScriptedJournal.config("event-time-rescale"))
            .withFallback(ConfigFactory.load()));

    private final MemorySink<Long> sink = new MemorySink<>(false);
    private final AtomicBoolean open = new AtomicBoolean();
    /** One task of the step has handled a batch of the second half, and begun with another one. */
    private final CountDownLatch ahead = new CountDownLatch(1);

    @AfterEach
    void stop() {
        open.set(true);
        kit.shutdownTestKit();
    }

    private static final class Sum implements AggregateFunction<Long, Long, Long> {
        @Override
        public Long create() {
            return 0L;
        }

        @Override
        public Long add(Long value, Long sum) {
            return sum + value;
        }

        @Override
        public Long merge(Long left, Long right) {
            return left + right;
        }

        @Override
        public Long result(Long sum) {
            return sum;
        }
    }

    /** The first task of the step gets the first, third, ... batch, the second one the others. That one waits here. */
    private Long step(Long number) throws InterruptedException {
        if (number == COUNT / 2 + BATCH) {
            assertThat(ahead.await(20, TimeUnit.SECONDS)).isTrue();
        } else if (number == COUNT / 2 + 4 * BATCH) {
            ahead.countDown();
        }
        return number;
    }

    /** One split, so that of two tasks of the source one is at its end at once, and the task of the step behind it too. */
    private JobHandle run(int sources, RunOptions options) {
        Job job = Job.named("sums").checkpointEvery(Duration.ofMillis(10));
        job.from(NumberSource.upTo(COUNT, 1).holdingBack(COUNT / 2, open::get))
                .named("numbers")
                .parallelism(sources)
                .timestamps(n -> n, Watermarks.boundedOutOfOrderness(Duration.ZERO))
                .named("times")
                .parallelism(sources)
                .map(this::step)
                .named("step")
                .parallelism(2)
                .keyBy(n -> n % 3)
                .window(Tumbling.of(Duration.ofMillis(10)))
                .aggregate(new Sum())
                .named("windows")
                .to(sink)
                .named("out");
        return Penstock.get(kit.system()).run(job, options);
    }

    @Test
    void noRecordIsLateWhereATaskGetsTheRecordsOfOneThatWasBehind(@TempDir Path dir) throws Exception {
        JobHandle two = run(2, RunOptions.none());
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> sink.visible().size() >= COUNT / 2 / 10 * 3 - 10);
        two.stopWithSavepoint(dir.resolve("savepoint")).toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertThat(two.end().toCompletableFuture().get(30, TimeUnit.SECONDS)).isInstanceOf(JobEnd.Stopped.class);

        open.set(true);
        JobHandle one =
                run(1, RunOptions.none().fromSavepoint(dir.resolve("savepoint")).allowRewind());

        assertThat(one.end().toCompletableFuture().get(30, TimeUnit.SECONDS)).isInstanceOf(JobEnd.Finished.class);
        assertThat(sum(sink.visible())).isEqualTo(LongStream.range(0, COUNT).sum());
    }

    private static long sum(List<Long> sums) {
        return sums.stream().mapToLong(Long::longValue).sum();
    }
}
