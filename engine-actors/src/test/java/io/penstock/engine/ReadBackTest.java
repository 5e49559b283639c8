package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.codec.BinaryInput;
import io.penstock.codec.BinaryOutput;
import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.codec.CorruptDataException;
import io.penstock.codec.Schema;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A new job reads its first snapshot with keys back. */
class ReadBackTest {
    private static final AtomicInteger JOBS = new AtomicInteger();
    private static final Codec<Long> LONGS = Codecs.of(Long.class);
    private static final long COUNT = 1_000;
    private static final long KEYS = 10;

    private static ActorTestKit kit(String settings) {
        return ActorTestKit.create(ConfigFactory.parseString(settings + """

            pekko.persistence.journal.plugin = "pekko.persistence.journal.inmem"
            pekko.persistence.snapshot-store.plugin = "pekko.persistence.snapshot-store.local"
            pekko.persistence.snapshot-store.local.dir = "target/snapshots"
            pekko.persistence.typed.stash-overflow-strategy = fail
            pekko.loglevel = "ERROR"
            """).withFallback(ConfigFactory.load()));
    }

    /** Numbers that are written as they are and cannot be read. */
    private static class Unreadable implements Codec<Long> {
        @Override
        public void encode(Long value, BinaryOutput out) {
            LONGS.encode(value, out);
        }

        @Override
        public Long decode(BinaryInput in) {
            throw new CorruptDataException(in.position(), "a number", "this was never tried");
        }

        @Override
        public Schema schema() {
            return LONGS.schema();
        }
    }

    /** Numbers of which the last bit is not written. */
    private static final class Halved extends Unreadable {
        @Override
        public void encode(Long value, BinaryOutput out) {
            LONGS.encode(value & ~1, out);
        }

        @Override
        public Long decode(BinaryInput in) {
            return LONGS.decode(in);
        }
    }

    /** Ends behind its second checkpoint, at the earliest. */
    private static JobEnd run(String settings, Codec<Long> keys, Codec<Long> values) throws Exception {
        ActorTestKit kit = kit(settings);
        try {
            AtomicReference<JobHandle> running = new AtomicReference<>();
            Job job = Job.named("read-back-" + JOBS.incrementAndGet()).checkpointEvery(Duration.ofMillis(10));
            job.from(NumberSource.upTo(COUNT, 1).holdingBack(COUNT / 2, () -> hasTwoCheckpoints(running.get())))
                    .keyBy(number -> number % KEYS, keys)
                    .reduce(Math::max, values)
                    .named("greatest")
                    .to(new MemorySink<>(false));
            running.set(Penstock.get(kit.system()).run(job));
            return running.get().end().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } finally {
            kit.shutdownTestKit();
        }
    }

    private static boolean hasTwoCheckpoints(@Nullable JobHandle running) {
        return running != null
                && running.status()
                        .lastCheckpoint()
                        .filter(last -> last.id() >= 2)
                        .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "penstock.checkpoint.inline-bytes = 0"})
    void stateThatCannotBeReadFailsTheTaskWhileAllIsWell(String settings) throws Exception {
        JobEnd end = run(settings + """

                penstock.job { restart.max-restarts = 0, subtree-restart.max-restarts = 0 }
                """, LONGS, new Unreadable());

        assertThat(end).isInstanceOfSatisfying(JobEnd.Suspended.class, suspended -> {
            assertThat(suspended.operator()).contains("greatest");
            assertThat(suspended.cause())
                    .contains("was written, but cannot be read back")
                    .contains("this was never tried");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "penstock.checkpoint.inline-bytes = 0"})
    void keysThatAreWrittenAlikeSuspendTheJobThoughItMayRestart(String settings) throws Exception {
        JobEnd end = run(settings, new Halved(), LONGS);

        assertThat(end).isInstanceOfSatisfying(JobEnd.Suspended.class, suspended -> assertThat(suspended.cause())
                .contains("10 entries were written and 5 read")
                .contains("correct the codec of the key"));
    }

    @Test
    void snapshotOverTheLimitIsNotReadBack() throws Exception {
        JobEnd end = run("penstock.checkpoint.read-back-bytes = 0", LONGS, new Unreadable());

        assertThat(end).isInstanceOf(JobEnd.Finished.class);
    }
}
