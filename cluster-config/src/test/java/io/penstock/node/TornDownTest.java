package io.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The actor system goes down in the middle of a job without being told to stop anything, and another one goes on. */
class TornDownTest {
    private static final long COUNT = 8_000;
    private static final long KEYS = 5;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    /** A number and how many of its key came so far. */
    record Seen(long number, long key, long times) {
        Seen plus(Seen next) {
            return new Seen(next.number, key, times + next.times);
        }
    }

    private final AtomicLong limit = new AtomicLong();
    private final KeepingSink<Seen> sink = new KeepingSink<>(() -> {}, () -> {});

    private ActorSystem<Void> system() {
        Config config = ConfigFactory.parseString("""
                pekko {
                  loglevel = "ERROR"
                  coordinated-shutdown { run-by-actor-system-terminate = off, run-by-jvm-shutdown-hook = off }
                  persistence {
                    journal.plugin = "penstock.journal"
                    snapshot-store.plugin = "penstock.snapshot-store"
                    typed.stash-overflow-strategy = fail
                  }
                }
                penstock {
                  journal { block-size = 1 MiB, chunk-size = 64 KiB, segment-size = 256 KiB, min-free = 1 MiB }
                  snapshot-store.min-free = 1 MiB
                }
                """)
                .withFallback(ConfigFactory.parseMap(Map.of(
                        "penstock.journal.dir", directory.resolve("journal").toString(),
                        "penstock.snapshot-store.dir",
                                directory.resolve("snapshots").toString())))
                .withFallback(ConfigFactory.load());
        return ActorSystem.create(Behaviors.empty(), "torn", config);
    }

    private JobHandle run(ActorSystem<?> in, int parallelism) {
        Job job = Job.named("torn").parallelism(parallelism).checkpointEvery(Duration.ofMillis(20));
        job.from(new CountingSource(COUNT, limit::get, () -> {}))
                .named("numbers")
                .map(n -> new Seen(n, n % KEYS, 1))
                .keyBy(Seen::key)
                .reduce(Seen::plus, Seen.class)
                .named("seen")
                .to(sink)
                .named("kept");
        return Penstock.get(in).run(job);
    }

    private static void tearDown(ActorSystem<?> system) throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void anotherSystemOnTheSameJournalGoesOnByItself() throws Exception {
        for (int round = 1; round <= 3; round++) {
            limit.set(round * COUNT / 4);
            int before = sink.committed().size();
            ActorSystem<Void> system = system();
            run(system, round % 2 + 1);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> sink.committed().size() > before);
            tearDown(system);
        }
        limit.set(COUNT);
        ActorSystem<Void> system = system();

        JobEnd end = run(system, 2).end().toCompletableFuture().get(30, TimeUnit.SECONDS);

        assertThat(end).isInstanceOf(JobEnd.Finished.class);
        tearDown(system);
        assertExact(sink.committed());
    }

    private static void assertExact(List<Seen> all) {
        assertThat(all.stream().map(Seen::number).sorted())
                .containsExactlyElementsOf(LongStream.range(0, COUNT).boxed().toList());
        Map<Long, List<Long>> times = new HashMap<>();
        all.forEach(seen ->
                times.computeIfAbsent(seen.key(), key -> new ArrayList<>()).add(seen.times()));
        assertThat(times.values()).allSatisfy(counts -> assertThat(counts)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, counts.size()).boxed().toList()));
    }
}
