package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.engine.checkpoint.CheckpointEvent;
import io.penstock.engine.checkpoint.SnapshotChunk;
import io.penstock.engine.checkpoint.SnapshotWriter;
import io.penstock.engine.checkpoint.TaskId;
import io.penstock.engine.fakes.JournalStorage;
import io.penstock.engine.fakes.ScriptedJournal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Where the snapshots of tasks are: with the completion of their checkpoint, or in events of their own. */
class InlineSnapshotTest {
    private static final String STORE = "inline";
    private static final JournalStorage JOURNAL = JournalStorage.named(STORE);
    private static final AtomicInteger JOBS = new AtomicInteger();
    private static final int COUNT = 4_000;
    private static final String NONE = "0";
    private static final String LITTLE = "8KiB";
    private static final String ALL = "64MiB";

    private final String name = "inline-" + JOBS.incrementAndGet();
    private final MemorySink<Tally> sink = new MemorySink<>(false);

    /** Runs the job until so many numbers have come out. */
    private void run(String inlineBytes, int keys, int until) throws Exception {
        run(inlineBytes, keys, until, () -> true);
    }

    private void run(String inlineBytes, int keys, int until, BooleanSupplier enough) throws Exception {
        ActorTestKit kit = ActorTestKit.create(ConfigFactory.parseString(
                        "penstock.checkpoint.inline-bytes = " + inlineBytes + "\n" + "pekko.loglevel = \"ERROR\"")
                .withFallback(ScriptedJournal.config(STORE))
                .withFallback(ConfigFactory.load()));
        try {
            Job job = Job.named(name).parallelism(2).checkpointEvery(Duration.ofMillis(20));
            Tally.keyed(
                            job.from(NumberSource.upTo(COUNT, 2).holdingBack(until, () -> false))
                                    .named("numbers"),
                            keys)
                    .reduce(Tally::plus, Tally.class)
                    .named("sums")
                    .to(sink)
                    .named("out");
            JobHandle handle = Penstock.get(kit.system()).run(job);
            if (until < COUNT) {
                Awaitility.await().until(() -> sink.visible().size() == until && enough.getAsBoolean());
                handle.stop();
            }
            JobEnd end = handle.end().toCompletableFuture().get(30, TimeUnit.SECONDS);
            assertThat(end).isInstanceOf(until < COUNT ? JobEnd.Stopped.class : JobEnd.Finished.class);
        } finally {
            kit.shutdownTestKit();
        }
    }

    private List<Object> events(String operator) {
        return List.of(0, 1).stream()
                .flatMap(
                        task -> JOURNAL.events(SnapshotWriter.persistenceId(name, new TaskId(operator, task))).stream())
                .toList();
    }

    private boolean hasNoEvents() {
        return events("numbers").isEmpty()
                && events("sums").isEmpty()
                && events("out").isEmpty();
    }

    private CheckpointEvent.CheckpointCompleted lastCompleted() {
        return JOURNAL.events("penstock|" + name).stream()
                .filter(CheckpointEvent.CheckpointCompleted.class::isInstance)
                .map(CheckpointEvent.CheckpointCompleted.class::cast)
                .reduce((before, last) -> last)
                .orElseThrow();
    }

    @Test
    void smallSnapshotsAreNoEventsOfTheirOwnAndAreRestored() throws Exception {
        run(ALL, 5, COUNT / 2);

        assertThat(hasNoEvents()).isTrue();
        assertThat(lastCompleted().checkpoint().tasks()).allSatisfy(task -> {
            assertThat(task.ranges()).isEmpty();
            assertThat(task.inline()).isNotEmpty();
        });
        run(ALL, 5, COUNT);
        Tally.assertExact(sink.visible(), COUNT, 5);
    }

    @Test
    void whatHasGrownTooLargeIsWrittenAndDeltasBehindItAreInlineAgain() throws Exception {
        run(LITTLE, COUNT, 10);
        assertThat(hasNoEvents()).isTrue();
        run(LITTLE, COUNT, COUNT / 2);

        assertThat(events("sums")).isNotEmpty().allMatch(SnapshotChunk.class::isInstance);
        assertThat(events("numbers")).isEmpty();
        run(LITTLE, COUNT, COUNT / 2 + 4);
        assertThat(lastCompleted().checkpoint().of("sums")).allSatisfy(task -> {
            assertThat(task.ranges()).isNotEmpty();
            assertThat(task.inline()).isNotEmpty();
        });
        run(LITTLE, COUNT, COUNT);
        Tally.assertExact(sink.visible(), COUNT, COUNT);
    }

    @Test
    void whatIsAllInlineStaysSoHoweverOftenItChanges() throws Exception {
        int keys = 40;
        for (int until = 4 * keys; until <= COUNT / 2; until += 4 * keys) {
            run(LITTLE, keys, until);
            assertThat(events("sums")).isEmpty();
        }
        run(LITTLE, keys, COUNT);
        Tally.assertExact(sink.visible(), COUNT, keys);
    }

    @Test
    void eventsThatNoCheckpointNeedsAnyMoreAreDeleted() throws Exception {
        run(NONE, 5, COUNT / 2);
        assertThat(events("numbers")).isNotEmpty();
        assertThat(events("sums")).isNotEmpty();
        assertThat(events("out")).isNotEmpty();

        // The first snapshots stand on those of the run before, until they are written whole again.
        run(
                "16KiB",
                5,
                COUNT / 2 + 1,
                () -> events("numbers").isEmpty() && events("out").isEmpty());
        run(NONE, 5, COUNT);
        Tally.assertExact(sink.visible(), COUNT, 5);
    }
}
