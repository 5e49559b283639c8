package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.api.JobStatus.CheckpointStatus;
import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import io.penstock.connector.SplitReader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockedReadTest {
    private static final ActorTestKit KIT =
            ActorTestKit.create(ConfigFactory.parseString("""
            pekko.persistence.journal.plugin = "pekko.persistence.journal.inmem"
            pekko.persistence.snapshot-store.plugin = "pekko.persistence.snapshot-store.local"
            pekko.persistence.snapshot-store.local.dir = "target/snapshots"
            pekko.persistence.typed.stash-overflow-strategy = fail
            """).withFallback(ConfigFactory.load()));

    private final Waiting source = new Waiting();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @AfterEach
    void free() {
        source.wakeUps.release();
    }

    /** A source without an end whose read waits until it is woken, for ever if need be. */
    private static final class Waiting implements Source<Long, Integer> {
        final Semaphore wakeUps = new Semaphore(0);
        final AtomicBoolean waits = new AtomicBoolean();
        final AtomicBoolean closed = new AtomicBoolean();

        @Override
        public String describe() {
            return "nothing, awaited";
        }

        @Override
        public SourceTraits traits() {
            return new SourceTraits(true, false, true);
        }

        @Override
        public List<Integer> splits() {
            return List.of(0);
        }

        @Override
        public Codec<Integer> splitCodec() {
            return Codecs.INT;
        }

        @Override
        public SourceReader<Long, Integer> reader(ReadSettings settings) {
            return new SourceReader<>() {
                @Override
                public SplitReader<Long, Integer> open(Integer split) {
                    return new Reader();
                }

                @Override
                public void wakeUp() {
                    wakeUps.release();
                }

                @Override
                public void close() {
                    closed.set(true);
                }
            };
        }

        private final class Reader implements SplitReader<Long, Integer> {
            @Override
            public ReadStatus read(ReadBuffer<Long> out) {
                waits.set(true);
                wakeUps.acquireUninterruptibly();
                return ReadStatus.IDLE;
            }

            @Override
            public Integer split() {
                return 0;
            }

            @Override
            public void close() {}
        }
    }

    private JobHandle run(String name) {
        Job job = Job.named(name).checkpointEvery(Duration.ofMillis(10));
        job.from(source).to(new MemorySink<>(true));
        JobHandle handle = Penstock.get(KIT.system()).run(job);
        await().untilTrue(source.waits);
        return handle;
    }

    private static JobEnd end(JobHandle handle) throws Exception {
        return handle.end().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void checkpointsDoNotWaitForARead() throws Exception {
        JobHandle handle = run("checkpointed");

        await().until(() ->
                handle.status().lastCheckpoint().map(CheckpointStatus::id).orElse(0L) > 3);

        handle.stop();
        end(handle);
    }

    @Test
    void taskThatEndsWakesItsReaderSoThatItIsClosed() throws Exception {
        JobHandle handle = run("stopped");

        handle.stop();

        assertThat(end(handle)).isInstanceOf(JobEnd.Stopped.class);
        await().untilTrue(source.closed);
    }

    @Test
    void drainingDoesNotWaitForARead() throws Exception {
        JobHandle handle = run("drained");

        handle.drain();

        assertThat(end(handle)).isInstanceOf(JobEnd.Finished.class);
    }
}
