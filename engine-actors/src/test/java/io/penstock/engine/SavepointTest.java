package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.api.JobStatus.Phase;
import io.penstock.api.RunOptions;
import io.penstock.api.Savepoint;
import io.penstock.engine.MemorySink.Point;
import io.penstock.engine.checkpoint.CheckpointEvent;
import io.penstock.engine.checkpoint.SnapshotChunk;
import io.penstock.engine.fakes.FailOnce;
import io.penstock.engine.fakes.JournalScript;
import io.penstock.engine.fakes.JournalScript.Outcome;
import io.penstock.engine.fakes.JournalStorage;
import io.penstock.engine.fakes.ScriptedJournal;
import io.penstock.engine.savepoint.DamagedSavepointException;
import io.penstock.engine.savepoint.SavepointException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Savepoints of a job of numbers and running sums: taken while it runs or at its stop, and started from in another
 * journal, as on another machine.
 */
class SavepointTest {
    private static final long COUNT = 6_000;
    private static final long KEYS = 7;
    private static final AtomicInteger STORES = new AtomicInteger();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    private final AtomicBoolean open = new AtomicBoolean();
    private final List<ActorTestKit> kits = new ArrayList<>();

    /** What makes a job of this test different from another one. */
    private static final class Shape {
        final MemorySink<Tally> sink = new MemorySink<>(true);
        int sources = 1;
        int sums = 1;
        int sinks = 1;
        String nameOfSums = "sums";
    }

    private final Shape shape = new Shape();

    @AfterEach
    void stop() {
        open.set(true);
        kits.forEach(ActorTestKit::shutdownTestKit);
    }

    /** An actor system with a journal of its own. */
    private ActorTestKit machine() {
        return machine("savepoints-" + STORES.incrementAndGet());
    }

    private ActorTestKit machine(String store) {
        ActorTestKit kit = ActorTestKit.create(ConfigFactory.parseString("""
                penstock {
                  job.restart { max-restarts = 20, min-backoff = 1ms, max-backoff = 5ms }
                  sink { commit-attempts = 1, commit-backoff = 1ms }
                  source.idle-poll-interval = 1ms
                  task { batch-size = 16, credit = 2 }
                  checkpoint.chunk-bytes = 1KiB
                }
                pekko.loglevel = "ERROR"
                """)
                .withFallback(ScriptedJournal.config(store))
                .withFallback(ConfigFactory.load()));
        kits.add(kit);
        return kit;
    }

    private JobHandle run(ActorTestKit kit, Shape of, RunOptions options) {
        Job job = Job.named("tallies").checkpointEvery(Duration.ofMillis(10));
        Tally.keyed(
                        job.from(NumberSource.upTo(COUNT, 3).holdingBack(COUNT / 2, open::get))
                                .named("numbers")
                                .parallelism(of.sources),
                        KEYS)
                .reduce(Tally::plus, Tally.class)
                .named(of.nameOfSums)
                .parallelism(of.sums)
                .to(of.sink)
                .named("out")
                .parallelism(of.sinks);
        return Penstock.get(kit.system()).run(job, options);
    }

    private JobHandle run(ActorTestKit kit) {
        return run(kit, shape, RunOptions.none());
    }

    private static <X> X get(CompletionStage<X> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static Throwable failure(CompletionStage<?> stage) throws Exception {
        try {
            Object done = get(stage);
            throw new AssertionError("done, expected a failure: " + done);
        } catch (ExecutionException e) {
            return e.getCause() == null ? e : e.getCause();
        }
    }

    /** Half of the numbers are read, and committed. */
    private static void awaitHalf(Shape of) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> of.sink.visible().size() >= COUNT / 2);
    }

    private Path folder() {
        return dir.resolve("savepoint");
    }

    private void finish(JobHandle handle) throws Exception {
        open.set(true);
        assertThat(get(handle.end())).isInstanceOf(JobEnd.Finished.class);
    }

    @Test
    void jobStoppedWithASavepointGoesOnFromItOnAnotherMachine() throws Exception {
        JobHandle here = run(machine());
        awaitHalf(shape);
        Savepoint savepoint = get(here.stopWithSavepoint(folder()));

        assertThat(get(here.end())).isEqualTo(new JobEnd.Stopped(savepoint.checkpointId()));
        Path elsewhere = Files.move(folder(), dir.resolve("elsewhere"));
        JobHandle there = run(machine(), shape, RunOptions.none().fromSavepoint(elsewhere));
        finish(there);

        assertThat(savepoint.last()).isTrue();
        assertThat(there.status().generation()).isGreaterThan(here.status().generation());
        Tally.assertExact(shape.sink.visible(), COUNT, KEYS);
    }

    @Test
    void jobRunsOnBehindASavepoint() throws Exception {
        JobHandle here = run(machine());
        awaitHalf(shape);

        Savepoint savepoint = get(here.savepoint(folder()));

        assertThat(savepoint.last()).isFalse();
        assertThat(here.status().phase()).isEqualTo(Phase.RUNNING);
        finish(here);
        Tally.assertExact(shape.sink.visible(), COUNT, KEYS);
    }

    /** Each number is in what was visible when the savepoint was said to be done, or comes after it; none is in both. */
    @Test
    void outputOfASavepointIsCommittedAndTheRestFollowsFromIt() throws Exception {
        JobHandle here = run(machine());
        awaitHalf(shape);
        get(here.savepoint(folder()));
        List<Tally> before = shape.sink.visible();
        Shape fresh = new Shape();

        finish(run(machine(), fresh, RunOptions.none().fromSavepoint(folder())));

        List<Tally> all = new ArrayList<>(before);
        all.addAll(fresh.sink.visible());
        Tally.assertExact(all, COUNT, KEYS);
    }

    @ParameterizedTest
    @CsvSource({"1,1,1, 3,3,3", "3,3,3, 1,1,1", "2,3,2, 3,2,2", "3,2,1, 1,4,3", "2,2,3, 2,2,1"})
    void everyOperatorMayHaveAnotherParallelism(int sources, int sums, int sinks, int sources2, int sums2, int sinks2)
            throws Exception {
        shape.sources = sources;
        shape.sums = sums;
        shape.sinks = sinks;
        JobHandle here = run(machine());
        awaitHalf(shape);
        get(here.stopWithSavepoint(folder()));
        get(here.end());
        shape.sources = sources2;
        shape.sums = sums2;
        shape.sinks = sinks2;

        finish(run(machine(), shape, RunOptions.none().fromSavepoint(folder())));

        Tally.assertExact(shape.sink.visible(), COUNT, KEYS);
    }

    @Test
    void epochsGoOnBehindThoseOfTheSavepoint() throws Exception {
        JobHandle here = run(machine());
        awaitHalf(shape);
        Savepoint savepoint = get(here.stopWithSavepoint(folder()));
        List<Long> epochs = new ArrayList<>();
        shape.sink.on((point, epoch, lane) -> {
            if (point == Point.PREPARE) {
                epochs.add(epoch);
            }
        });

        finish(run(machine(), shape, RunOptions.none().fromSavepoint(folder())));

        assertThat(epochs).isNotEmpty().allMatch(epoch -> epoch > savepoint.checkpointId());
    }

    @Test
    void runAgainWithTheSameSavepointTheJobGoesOnWhereItStopped() throws Exception {
        JobHandle here = run(machine());
        awaitHalf(shape);
        get(here.stopWithSavepoint(folder()));
        String store = "savepoints-" + STORES.incrementAndGet();
        ActorTestKit kit = machine(store);
        RunOptions options = RunOptions.none().fromSavepoint(folder());
        JobHandle there = run(kit, shape, options);
        Awaitility.await().until(() -> there.status().phase() == Phase.RUNNING);
        open.set(true);
        int half = shape.sink.visible().size();
        Awaitility.await().until(() -> shape.sink.visible().size() > half);
        get(there.stop());

        finish(run(kit, shape, options));

        Tally.assertExact(shape.sink.visible(), COUNT, KEYS);
    }

    @Test
    void savepointTakenWhileTasksFailIsStillExact() throws Exception {
        AtomicInteger failures = new AtomicInteger();
        shape.sink.on((point, epoch, lane) -> {
            if (point == Point.COMMITTED && failures.getAndIncrement() % 3 == 0) {
                throw new IOException("failed by the test");
            }
        });
        JobHandle here = run(machine());
        awaitHalf(shape);
        get(here.savepoint(folder()));
        List<Tally> before = shape.sink.visible();
        Shape fresh = new Shape();

        finish(run(machine(), fresh, RunOptions.none().fromSavepoint(folder())));

        List<Tally> all = new ArrayList<>(before);
        all.addAll(fresh.sink.visible());
        Tally.assertExact(all, COUNT, KEYS);
    }

    @Test
    void nothingIsOverwritten() throws Exception {
        Files.createDirectory(folder());
        JobHandle here = run(machine());

        assertThat(failure(here.savepoint(folder())))
                .isInstanceOf(SavepointException.class)
                .hasMessageContaining("exists: nothing is overwritten");
        assertThat(failure(here.stopWithSavepoint(folder()))).hasMessageContaining("exists: nothing is overwritten");
        assertThat(folder()).isEmptyDirectory();
        assertThat(here.end().toCompletableFuture()).as("the job runs on").isNotDone();
        get(here.stop());
    }

    @Test
    void onlyALimitedNumberIsUnderWay() throws Exception {
        AtomicBoolean hold = new AtomicBoolean(true);
        shape.sink.on((point, epoch, lane) -> {
            if (point == Point.COMMIT && hold.get()) {
                throw new IOException("not now");
            }
        });
        JobHandle here = run(machine());
        CompletionStage<Savepoint> first = here.savepoint(dir.resolve("a"));
        CompletionStage<Savepoint> second = here.savepoint(dir.resolve("b"));

        assertThat(failure(here.savepoint(dir.resolve("c"))))
                .hasMessageContaining("2 savepoints of job 'tallies' are under way, which is the limit");

        hold.set(false);
        assertThat(get(first).id()).isNotEqualTo(get(second).id());
        get(here.stop());
    }

    @Test
    void jobThatHasEndedTakesNone() throws Exception {
        JobHandle here = run(machine());
        finish(here);

        assertThat(failure(here.savepoint(folder()))).hasMessageContaining("job 'tallies' has ended");
        assertThat(folder()).doesNotExist();
    }

    private Savepoint stopWithSavepoint() throws Exception {
        JobHandle here = run(machine());
        awaitHalf(shape);
        Savepoint savepoint = get(here.stopWithSavepoint(folder()));
        get(here.end());
        return savepoint;
    }

    private JobEnd.Suspended refused(ActorTestKit kit, RunOptions options) throws Exception {
        return (JobEnd.Suspended) get(run(kit, shape, options).end());
    }

    @Test
    void everyChangedByteIsNoticedBeforeTheJournalIsTouched() throws Exception {
        stopWithSavepoint();
        List<Path> files;
        try (Stream<Path> all = Files.list(folder())) {
            files = all.toList();
        }
        ActorTestKit kit = machine();
        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            byte[] changed = whole.clone();
            changed[changed.length / 2] ^= 1;
            Files.write(file, changed);

            JobEnd.Suspended end = refused(kit, RunOptions.none().fromSavepoint(folder()));

            assertThat(end.failure()).as(file.toString()).isInstanceOf(DamagedSavepointException.class);
            assertThat(end.cause()).contains("the savepoint is damaged", folder().toString());
            Files.write(file, whole);
        }
        finish(run(kit, shape, RunOptions.none().fromSavepoint(folder())));
        Tally.assertExact(shape.sink.visible(), COUNT, KEYS);
    }

    @Test
    void aMissingFileIsNamed() throws Exception {
        stopWithSavepoint();
        Path missing = folder().resolve("0-numbers-0.chunks");
        Files.delete(missing);

        assertThat(refused(machine(), RunOptions.none().fromSavepoint(folder())).cause())
                .contains(missing + ": the file is missing");
    }

    @Test
    void aFolderWithoutASavepointIsRefused() throws Exception {
        assertThat(refused(machine(), RunOptions.none().fromSavepoint(dir)).cause())
                .contains(dir + " holds no savepoint: there is no savepoint.json");
    }

    @Test
    void aJournalWithLaterCheckpointsIsNotPutBackUnlessThatIsAllowed() throws Exception {
        ActorTestKit kit = machine();
        JobHandle here = run(kit);
        awaitHalf(shape);
        get(here.savepoint(folder()));
        long later = here.status().lastCheckpoint().orElseThrow().id();
        Awaitility.await()
                .until(() -> here.status().lastCheckpoint().orElseThrow().id() > later);
        get(here.stop());
        List<Tally> before = shape.sink.visible();

        assertThat(refused(kit, RunOptions.none().fromSavepoint(folder())).cause())
                .contains("of the same job, which is later than checkpoint", "--allow-rewind");
        finish(run(kit, shape, RunOptions.none().fromSavepoint(folder()).allowRewind()));

        assertThat(before).hasSize((int) COUNT / 2);
        Tally.assertExact(shape.sink.visible(), COUNT, KEYS);
    }

    @Test
    void anotherGraphIsRefusedUnlessWhatIsGoneIsAllowedByName() throws Exception {
        stopWithSavepoint();
        shape.nameOfSums = "totals";
        ActorTestKit kit = machine();

        assertThat(refused(kit, RunOptions.none().fromSavepoint(folder())).cause())
                .contains("operator 'sums' (reduce) has state and is gone from the job or has another name");
        finish(run(kit, shape, RunOptions.none().fromSavepoint(folder()).allowDrop("sums")));

        assertThat(shape.sink.visible()).hasSize((int) COUNT);
        assertThat(shape.sink.visible().stream().filter(tally -> tally.count() == 1))
                .as("sums begin anew")
                .hasSize((int) KEYS * 2);
    }

    @Test
    void journalGoesOnWithoutAnOperatorThatIsAllowedToGo() throws Exception {
        ActorTestKit kit = machine();
        JobHandle here = run(kit);
        awaitHalf(shape);
        get(here.stop());
        shape.nameOfSums = "totals";

        assertThat(refused(kit, RunOptions.none()).cause()).contains("--allow-drop NAME");
        finish(run(kit, shape, RunOptions.none().allowDrop("sums")));

        assertThat(shape.sink.visible().stream().filter(tally -> tally.count() == 1))
                .hasSize((int) KEYS * 2);
    }

    @Test
    void whatWasNotFinishedLeavesNothingBehind() throws Exception {
        AtomicBoolean hold = new AtomicBoolean(true);
        shape.sink.on((point, epoch, lane) -> {
            if (point == Point.COMMIT && hold.get()) {
                throw new IOException("not now");
            }
        });
        ActorTestKit kit = machine();
        JobHandle here = run(kit);
        CompletionStage<Savepoint> taking = here.savepoint(folder());
        get(here.stop());

        assertThatThrownBy(() -> get(taking)).hasMessageContaining("ended");
        assertThat(list(dir)).isEmpty();
    }

    /** The first write of a kind fails while the job starts from a savepoint: of a snapshot, and of what decides. */
    @ParameterizedTest
    @ValueSource(classes = {SnapshotChunk.class, CheckpointEvent.SavepointAdopted.class})
    void aStartWhoseJournalFailsBeginsAnew(Class<?> written) throws Exception {
        stopWithSavepoint();
        String store = "savepoints-" + STORES.incrementAndGet();
        ActorTestKit kit = machine(store);
        FailOnce failure = new FailOnce();
        JournalStorage.named(store)
                .script((persistenceId, events) -> events.stream().anyMatch(written::isInstance) && failure.isDue()
                        ? CompletableFuture.completedStage(Outcome.FAILED)
                        : JournalScript.stored());

        JobHandle there = run(kit, shape, RunOptions.none().fromSavepoint(folder()));
        finish(there);

        assertThat(failure.failures()).isEqualTo(1);
        assertThat(there.status().restarts()).isPositive();
        Tally.assertExact(shape.sink.visible(), COUNT, KEYS);
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> all = Files.list(directory)) {
            return all.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
