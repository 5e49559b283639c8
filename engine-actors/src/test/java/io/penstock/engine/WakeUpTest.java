package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobHandle;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class WakeUpTest {
    private static final ActorTestKit KIT =
            ActorTestKit.create(ConfigFactory.parseString("""
            pekko.persistence.journal.plugin = "pekko.persistence.journal.inmem"
            pekko.persistence.snapshot-store.plugin = "pekko.persistence.snapshot-store.local"
            pekko.persistence.snapshot-store.local.dir = "target/snapshots"
            pekko.persistence.typed.stash-overflow-strategy = fail
            penstock.source.idle-poll-interval = 1h
            """).withFallback(ConfigFactory.load()));

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    /** Asked again by itself it would be after an hour only; every record comes when the source has just said "idle". */
    @Test
    void aSourceThatWasIdleIsReadWhenItSaysThatItHasMore() throws Exception {
        PartitionedSource log = new PartitionedSource(true);
        MemorySink<String> sink = new MemorySink<>(true);
        Job job = Job.named("woken").checkpointEvery(Duration.ofMillis(10));
        log.append("a", "0");
        job.from(log).to(sink);
        JobHandle handle = Penstock.get(KIT.system()).run(job);

        for (int i = 1; i < 200; i++) {
            log.append("a", Integer.toString(i));
        }

        await().untilAsserted(() -> assertThat(sink.visible())
                .containsExactlyElementsOf(
                        IntStream.range(0, 200).mapToObj(Integer::toString).toList()));
        handle.stop();
        handle.end().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
