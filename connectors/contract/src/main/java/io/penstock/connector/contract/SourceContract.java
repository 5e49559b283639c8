package io.penstock.connector.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.connector.Metric;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import io.penstock.connector.SplitDiscovery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What every replayable source must do, played in the life cycle of the engine's source task. A subclass says how the
 * source is made and what it holds:
 *
 * <pre>{@code
 * class LinesTest extends SourceContract<String, FileSplit> implements BadRecordContract<String, FileSplit> { ... }
 * }</pre>
 */
public abstract class SourceContract<T, S> implements SourceFixture<T, S> {
    private static final int ROOM = 64;

    /** A position of a split, and how many of its records lie before it. */
    private record Position<S>(S split, int before) {}

    /** All positions of a split that calls with this room come to, with the records behind each. */
    private List<Position<S>> positions(Source<T, S> source, S split, List<T> expected, int room) throws Exception {
        ListBuffer<T> out = new ListBuffer<>();
        List<Position<S>> positions = new ArrayList<>();
        positions.add(new Position<>(split, 0));
        try (ReadingTask<T, S> task = new ReadingTask<>(source, List.of(split), patience())) {
            boolean bounded = source.traits().bounded();
            while (!task.isFinished() && mayGiveMore(bounded, out, expected.size())) {
                Reading.Turn<S> turn = task.turn(room, out);
                if (turn.status() != ReadStatus.FINISHED) {
                    positions.add(new Position<>(turn.position(), out.values().size()));
                }
            }
        }
        assertThat(out.values()).as("records of %s", split).isEqualTo(expected);
        return positions;
    }

    @Test
    void givesAllRecordsSplitBySplitInOrder() throws Exception {
        Source<T, S> source = source();
        List<List<T>> expected = recordsOfSplits();
        List<S> splits = source.splits();
        assertThat(splits).as("splits").hasSameSizeAs(expected);
        List<T> all = new ArrayList<>();
        for (int i = 0; i < splits.size(); i++) {
            all.addAll(Reading.exactly(expected.get(i).size(), source, splits.get(i), ROOM, patience()));
        }
        assertThat(all).isEqualTo(records());
    }

    @Test
    void listsTheSameSplitsInTheSameOrderEachTime() throws Exception {
        Source<T, S> source = source();
        List<S> splits = source.splits();
        assertThat(source.splits()).as("asked again").isEqualTo(splits);
        assertThat(source().splits()).as("asked of another instance").isEqualTo(splits);
    }

    @Test
    void positionsComeBackFromASnapshotAsTheyWere() throws Exception {
        Source<T, S> source = source();
        List<S> splits = source.splits();
        List<List<T>> expected = recordsOfSplits();
        for (int i = 0; i < splits.size(); i++) {
            for (Position<S> position : positions(source, splits.get(i), expected.get(i), 3)) {
                assertThat(SnapshotBytes.restored(source.splitCodec(), position.split()))
                        .isEqualTo(position.split());
            }
        }
    }

    @Test
    void givesTheSameRestFromEveryPosition() throws Exception {
        Source<T, S> source = source();
        List<S> splits = source.splits();
        List<List<T>> expected = recordsOfSplits();
        for (int i = 0; i < splits.size(); i++) {
            List<T> records = expected.get(i);
            for (Position<S> position : positions(source, splits.get(i), records, 1)) {
                Source<T, S> another = source();
                S restored = SnapshotBytes.restored(another.splitCodec(), position.split());
                List<T> rest = records.subList(position.before(), records.size());
                assertThat(Reading.exactly(rest.size(), another, restored, 7, patience()))
                        .as("rest from %s", restored)
                        .isEqualTo(rest);
            }
        }
    }

    @Test
    void hasTheSamePositionBeforeAndAfterItIsOpened() throws Exception {
        Source<T, S> source = source();
        List<S> splits = source.splits();
        List<List<T>> expected = recordsOfSplits();
        for (int i = 0; i < splits.size(); i++) {
            try (ReadingTask<T, S> task = new ReadingTask<>(source, List.of(splits.get(i)), patience())) {
                S opened = task.turn(0, new ListBuffer<>()).position();
                List<T> records = expected.get(i);
                assertThat(Reading.exactly(records.size(), source, opened, ROOM, patience()))
                        .isEqualTo(records);
            }
        }
    }

    @Test
    void neverGivesMoreThanThereIsRoomForAndGoesOnWithTheVeryNextRecord() throws Exception {
        Source<T, S> source = source();
        List<S> splits = source.splits();
        List<List<T>> expected = recordsOfSplits();
        for (int i = 0; i < splits.size(); i++) {
            List<T> records = expected.get(i);
            ListBuffer<T> out = new ListBuffer<>();
            try (ReadingTask<T, S> task = new ReadingTask<>(source, List.of(splits.get(i)), patience())) {
                // As a task whose receivers are slow: often no room at all, then some.
                for (int room = 0; !task.isFinished() && more(source, out, records); room = (room + 1) % 5) {
                    task.turn(room, out);
                }
            }
            assertThat(out.values()).isEqualTo(records);
        }
    }

    private static <T> boolean more(Source<T, ?> source, ListBuffer<T> out, List<T> expected) {
        return mayGiveMore(source.traits().bounded(), out, expected.size());
    }

    /** A split with an end is read up to it, and not for ever if it repeats itself; another up to the last record. */
    private static boolean mayGiveMore(boolean bounded, ListBuffer<?> out, int expected) {
        return bounded ? out.values().size() <= expected : out.values().size() < expected;
    }

    @Test
    void readerWithoutRoomReadsNothing() throws Exception {
        Source<T, S> source = source();
        try (ReadingTask<T, S> task = new ReadingTask<>(source, source.splits().subList(0, 1), patience())) {
            ListBuffer<T> out = new ListBuffer<>();
            task.turn(0, out);
            assertThat(out.values()).isEmpty();
        }
    }

    @Test
    void progressGrowsUpToOneWhereItIsTold() throws Exception {
        Source<T, S> source = source();
        for (S split : source.splits()) {
            double before = 0;
            try (ReadingTask<T, S> task = new ReadingTask<>(source, List.of(split), patience())) {
                while (!task.isFinished() && source.traits().bounded()) {
                    Reading.Turn<S> turn = task.turn(1, new ListBuffer<>());
                    if (turn.progress() >= 0) {
                        assertThat(turn.progress()).isBetween(before, 1.0);
                        before = turn.progress();
                        if (task.isFinished()) {
                            assertEquals(1.0, before, "progress at the end of " + split);
                        }
                    }
                }
            }
        }
    }

    @Test
    void tasksOfAnotherNumberTakeOverAtAnyPositions() throws Exception {
        for (int seed = 0; seed < SeedNumbers.of(getClass()); seed++) {
            Random random = new Random(seed);
            ListBuffer<T> out = new ListBuffer<>();
            List<S> positions = source().splits();
            // Each round is a run up to a checkpoint, and somewhat further: that is lost in the crash.
            for (int round = 0; round < 3; round++) {
                positions = runOfTasks(positions, 1 + random.nextInt(4), random, out);
            }
            try (ReadingTask<T, S> last = new ReadingTask<>(source(), positions, patience())) {
                readToTheEnd(last, out);
            }
            assertThat(out.values()).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(records());
        }
    }

    private List<S> runOfTasks(List<S> positions, int number, Random random, ListBuffer<T> out) throws Exception {
        Source<T, S> source = source();
        List<ReadingTask<T, S>> tasks = new ArrayList<>();
        for (int task = 0; task < number; task++) {
            tasks.add(new ReadingTask<>(source, share(source, positions, task, number), patience()));
        }
        List<S> snapshot = new ArrayList<>();
        for (ReadingTask<T, S> task : tasks) {
            for (int turn = random.nextInt(8); turn > 0 && mayRead(task, out); turn--) {
                task.turn(random.nextInt(6), out);
            }
            for (S position : task.positions()) {
                snapshot.add(SnapshotBytes.restored(source.splitCodec(), position));
            }
            if (random.nextBoolean() && mayRead(task, out)) {
                task.turn(5, new ListBuffer<>());
            }
        }
        for (ReadingTask<T, S> task : tasks) {
            task.close();
        }
        return snapshot;
    }

    /** As the engine deals splits out: in turn, or by the number that a source with discovery gives them. */
    private List<S> share(Source<T, S> source, List<S> positions, int task, int tasks) {
        List<S> share = new ArrayList<>();
        for (int i = 0; i < positions.size(); i++) {
            S position = positions.get(i);
            int number = i;
            if (source.discovery().isPresent()) {
                number = source.discovery().get().numberOf(position);
            }
            if (Math.floorMod(number, tasks) == task) {
                share.add(position);
            }
        }
        return share;
    }

    private boolean mayRead(ReadingTask<T, S> task, ListBuffer<T> out) throws Exception {
        // Without an end, a task that has read all would wait for more.
        return !task.isFinished()
                && (source().traits().bounded()
                        || out.values().size() < records().size() - 1);
    }

    private void readToTheEnd(ReadingTask<T, S> task, ListBuffer<T> out) throws Exception {
        boolean bounded = source().traits().bounded();
        int expected = records().size();
        while (!task.isFinished() && mayGiveMore(bounded, out, expected)) {
            task.turn(ROOM, out);
        }
        for (int once = task.positions().size(); once > 0; once--) {
            task.turn(ROOM, out);
        }
    }

    @Test
    void readerThatIsClosedLateDisturbsNoOther() throws Exception {
        ListBuffer<T> out = new ListBuffer<>();
        Source<T, S> source = source();
        List<S> splits = source.splits();
        // The former generation is still there when the next one begins, as after a restart in the same process.
        try (ReadingTask<T, S> next = new ReadingTask<>(source, splits, patience())) {
            try (ReadingTask<T, S> former = new ReadingTask<>(source, splits, patience())) {
                for (int i = 0; i < splits.size(); i++) {
                    former.turn(1, new ListBuffer<>());
                    next.turn(1, out);
                }
            }
            readToTheEnd(next, out);
        }
        assertThat(out.values()).containsExactlyInAnyOrderElementsOf(records());
    }

    @Test
    void bytesThatAreReadAreCounted() throws Exception {
        ListBuffer<T> out = new ListBuffer<>();
        Source<T, S> source = source();
        try (ReadingTask<T, S> task = new ReadingTask<>(source, source.splits(), patience())) {
            readToTheEnd(task, out);
            if (countsBytes()) {
                assertThat(task.metrics()).containsKey("bytesRead");
                assertThat(task.metrics().get("bytesRead"))
                        .isInstanceOfSatisfying(Metric.Count.class, bytes -> assertThat(bytes.value())
                                .isPositive());
            } else {
                assertThat(task.metrics()).doesNotContainKey("bytesRead");
            }
        }
    }

    @Test
    void wakeUpsLoseNothing() throws Exception {
        ListBuffer<T> out = new ListBuffer<>();
        Source<T, S> source = source();
        try (ReadingTask<T, S> task = new ReadingTask<>(source, source.splits(), patience())) {
            task.wakeAtEachTurn();
            while (!task.isFinished() && more(source, out, records())) {
                task.turn(3, out);
            }
        }
        assertThat(out.values()).containsExactlyInAnyOrderElementsOf(records());
    }

    @Test
    void wordOfCompletedCheckpointsChangesNothing() throws Exception {
        ListBuffer<T> out = new ListBuffer<>();
        Source<T, S> source = source();
        try (ReadingTask<T, S> task = new ReadingTask<>(source, source.splits(), patience())) {
            for (int turn = 0; turn < 3 && !task.isFinished(); turn++) {
                task.turn(2, out);
                task.checkpointCompleted();
            }
            readToTheEnd(task, out);
            task.checkpointCompleted();
        }
        assertThat(out.values()).containsExactlyInAnyOrderElementsOf(records());
    }

    @Test
    void discoveredSplitsAreTheSameWhateverTheirPosition() throws Exception {
        Source<T, S> source = source();
        SplitDiscovery<S> discovery = source.discovery().orElse(null);
        if (discovery == null) {
            assertThat(source.splits()).as("splits that never become more").isNotEmpty();
            return;
        }
        Set<String> ids = new HashSet<>();
        for (S split : source.splits()) {
            String id = discovery.idOf(split);
            int number = discovery.numberOf(split);
            assertThat(ids.add(id)).as("id %s is another split's", id).isTrue();
            try (ReadingTask<T, S> task = new ReadingTask<>(source, List.of(split), patience())) {
                S position = task.turn(1, new ListBuffer<>()).position();
                SplitDiscovery<S> another = source().discovery().orElseThrow();
                assertThat(another.idOf(position)).isEqualTo(id);
                assertThat(another.numberOf(position)).isEqualTo(number);
            }
        }
        assertThat(discovery.interval()).isPositive();
    }

    @Test
    void closedReadersLeaveNoThreadBehind() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (ReadingTask<T, S> task = new ReadingTask<>(source(), source().splits(), patience())) {
            for (int i = source().splits().size(); i > 0 && !task.isFinished(); i--) {
                task.turn(1, new ListBuffer<>());
            }
        }
        Threads.assertEnded(before, patience(), this::isShared);
    }

    /** True for threads that the source shares with others and that may outlive its readers. */
    protected boolean isShared(Thread thread) {
        return false;
    }
}
