package io.penstock.connector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.connector.Guarantee;
import io.penstock.connector.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every sink must do, played in the life cycle of the engine's sink task. Extended by {@link ExactlyOnceSinkContract}
 * and {@link AtLeastOnceSinkContract}, of which a test of a connector extends one.
 */
public abstract class SinkContract<T, C> implements SinkFixture<T, C> {
    SinkContract() {}

    /** What {@link io.penstock.connector.Sink#traits} must say. */
    abstract Guarantee delivery();

    /** True for threads that the sink shares with others and that may outlive its writers and committers. */
    protected boolean isShared(Thread thread) {
        return false;
    }

    @Test
    void declaresTheDeliveryItIsTestedFor() throws Exception {
        assertThat(sink().traits().delivery()).isEqualTo(delivery());
    }

    @Test
    void committedEpochsAreShown() throws Exception {
        try (SinkRun<T, C> run = new SinkRun<>(this)) {
            SinkRun<T, C>.Generation first = run.start(1);
            first.lane(0).write(0, 1, 2);
            first.checkpoint();
            assertShows(run.records(0, 3));
            first.lane(0).write(3);
            first.lane(0).write(4);
            first.checkpoint();
            assertShows(run.records(0, 5));
        }
    }

    @Test
    void bytesThatAreWrittenAreCounted() throws Exception {
        try (SinkRun<T, C> run = new SinkRun<>(this)) {
            SinkRun<T, C>.Generation first = run.start(1);
            first.lane(0).write(0, 1, 2);
            first.checkpoint();
            SortedMap<String, Metric> metrics =
                    first.lane(0).context.environment().metrics().now();
            if (countsBytes()) {
                assertThat(metrics).containsKey("bytesWritten");
                assertThat(metrics.get("bytesWritten"))
                        .isInstanceOfSatisfying(Metric.Count.class, bytes -> assertThat(bytes.value())
                                .isGreaterThanOrEqualTo(3));
            } else {
                assertThat(metrics).doesNotContainKey("bytesWritten");
            }
        }
    }

    @Test
    void preparesNothingWhereNothingWasWritten() throws Exception {
        try (SinkRun<T, C> run = new SinkRun<>(this)) {
            SinkRun<T, C>.Lane lane = run.start(1).lane(0);
            assertThat(lane.prepare(1)).as("at the beginning").isEmpty();
            lane.write();
            assertThat(lane.prepare(2)).as("behind an empty batch").isEmpty();
            lane.write(0);
            lane.prepare(3);
            assertThat(lane.prepare(4)).as("behind another epoch").isEmpty();
        }
    }

    @Test
    void committablesComeBackFromASnapshotAsTheyWere() throws Exception {
        try (SinkRun<T, C> run = new SinkRun<>(this)) {
            SinkRun<T, C>.Lane lane = run.start(1).lane(0);
            lane.write(0, 1);
            for (C committable : lane.prepare(1)) {
                assertThat(SnapshotBytes.restored(sink().committableCodec(), committable))
                        .isEqualTo(committable);
            }
        }
    }

    @Test
    void epochOfAnAbortedCheckpointIsShownWithTheNext() throws Exception {
        try (SinkRun<T, C> run = new SinkRun<>(this)) {
            SinkRun<T, C>.Generation first = run.start(1);
            first.lane(0).write(0);
            first.prepare();
            first.lane(0).write(1);
            first.checkpoint();
            assertShows(run.records(0, 2));
        }
    }

    @Test
    void whatWasPreparedIsCommittedByTheNextProcess() throws Exception {
        try (SinkRun<T, C> run = new SinkRun<>(this)) {
            SinkRun<T, C>.Generation first = run.start(1);
            first.lane(0).write(0, 1);
            first.prepare();
            first.complete();
            run.start(1);
            assertShows(run.records(0, 2));
        }
    }

    @Test
    void epochThatWasLostWithItsProcessIsShownOnceItIsWrittenAgain() throws Exception {
        try (SinkRun<T, C> run = new SinkRun<>(this)) {
            SinkRun<T, C>.Generation first = run.start(1);
            first.lane(0).write(0);
            first.checkpoint();
            first.lane(0).write(1);
            first.prepare();
            first.lane(0).write(2);
            SinkRun<T, C>.Generation second = run.start(1);
            second.lane(0).write(1, 2, 3);
            second.checkpoint();
            assertShows(run.records(0, 4));
        }
    }

    @Test
    void writerThatIsClosedInMidEpochLeavesWhatWasPreparedToItsCommit() throws Exception {
        try (SinkRun<T, C> run = new SinkRun<>(this)) {
            SinkRun<T, C>.Generation first = run.start(1);
            first.lane(0).write(0, 1);
            first.prepare();
            first.complete();
            first.lane(0).write(2);
            first.close();
            SinkRun<T, C>.Generation second = run.start(1);
            second.lane(0).write(2);
            second.checkpoint();
            assertShows(run.records(0, 3));
        }
    }

    @Test
    void lanesWriteAndCommitAtTheSameTime() throws Exception {
        int lanes = 3;
        int perLane = 20;
        ExecutorService threads = Executors.newFixedThreadPool(lanes);
        try {
            List<Future<?>> ends = new ArrayList<>();
            List<SinkRun<T, C>> runs = new ArrayList<>();
            for (int lane = 0; lane < lanes; lane++) {
                int index = lane;
                SinkRun<T, C> run = new SinkRun<>(this);
                runs.add(run);
                Callable<Void> work = () -> {
                    SinkRun<T, C>.Lane mine = run.startLane(index, lanes);
                    for (int i = 0; i < perLane; i++) {
                        mine.write(index * perLane + i);
                        if (i % 5 == 4) {
                            mine.prepare(i);
                            mine.commit(i);
                        }
                    }
                    return null;
                };
                ends.add(threads.submit(work));
            }
            for (Future<?> end : ends) {
                end.get();
            }
            for (SinkRun<T, C> run : runs) {
                run.close();
            }
            assertShows(runs.get(0).records(0, lanes * perLane));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void writesWhileItCommits() throws Exception {
        try (SinkRun<T, C> run = new SinkRun<>(this)) {
            SinkRun<T, C>.Lane lane = run.start(1).lane(0);
            int written = 0;
            for (int epoch = 1; epoch <= 10; epoch++) {
                lane.write(written, written + 1);
                lane.prepare(epoch);
                Future<?> commit = lane.beginCommit(epoch);
                lane.write(written + 2);
                written += 3;
                commit.get();
                lane.commit(epoch);
            }
            lane.prepare(11);
            lane.commit(11);
            assertShows(run.records(0, written));
        }
    }

    @Test
    void fewerLanesTakeOver() throws Exception {
        lanesChange(1);
    }

    @Test
    void moreLanesTakeOver() throws Exception {
        lanesChange(3);
    }

    private void lanesChange(int lanes) throws Exception {
        try (SinkRun<T, C> run = new SinkRun<>(this)) {
            SinkRun<T, C>.Generation first = run.start(2);
            first.lane(0).write(0, 1);
            first.lane(1).write(2);
            first.prepare();
            first.lane(0).write(3);
            first.lane(1).write(4);
            first.prepare();
            first.complete();
            SinkRun<T, C>.Generation second = run.start(lanes);
            second.lane(lanes - 1).write(5);
            second.checkpoint();
            second.finish();
            assertShows(run.records(0, 6));
        }
    }

    @TestTemplate
    @ExtendWith(SeedNumbers.class)
    void everyRecordIsShownOverRandomCrashes(int seed) throws Exception {
        try (SinkRun<T, C> run = new SinkRun<>(this)) {
            new CrashingJob<>(this, run, new Random(seed)).toTheEnd();
        } catch (AssertionError | Exception e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    @Test
    void closedWritersAndCommittersLeaveNoThreadBehind() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (SinkRun<T, C> run = new SinkRun<>(this)) {
            SinkRun<T, C>.Generation first = run.start(1);
            first.lane(0).write(0);
            first.checkpoint();
            first.lane(0).write(1);
        }
        Threads.assertEnded(before, patience(), this::isShared);
    }
}
