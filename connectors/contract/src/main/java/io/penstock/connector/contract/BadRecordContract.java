package io.penstock.connector.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.connector.BadRecordException;
import io.penstock.connector.DeadLetter;
import io.penstock.connector.ErrorPolicy;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a source must do with records that it cannot read. To be added to a {@link SourceContract}. */
public interface BadRecordContract<T, S> extends SourceFixture<T, S> {
    /**
     * A source of one split whose records can be read but for {@link #badRecords()} of them, of which at least one stands
     * between good ones.
     */
    Source<T, S> sourceWithBadRecords(ErrorPolicy policy) throws Exception;

    /** What can be read of it, in order. */
    List<T> goodRecords();

    /** How many cannot be read. */
    int badRecords();

    /** Reads until all is there. */
    private void read(Source<T, S> source, S from, int room, ListBuffer<T> out, List<S> positions) throws Exception {
        try (ReadingTask<T, S> task = new ReadingTask<>(source, List.of(from), patience())) {
            boolean bounded = source.traits().bounded();
            int all = goodRecords().size() + badRecords();
            while (!task.isFinished() && (bounded ? out.total() <= all : out.total() < all)) {
                Reading.Turn<S> turn = task.turn(room, out);
                if (turn.status() != ReadStatus.FINISHED) {
                    positions.add(turn.position());
                }
            }
        }
    }

    private S split(Source<T, S> source) throws Exception {
        List<S> splits = source.splits();
        assertThat(splits).as("splits of sourceWithBadRecords()").hasSize(1);
        return splits.get(0);
    }

    @Test
    default void failStopsAtTheBadRecordAndAgainWhenRestored() throws Exception {
        Source<T, S> source = sourceWithBadRecords(ErrorPolicy.FAIL);
        ListBuffer<T> out = new ListBuffer<>();
        List<S> positions = new ArrayList<>(List.of(split(source)));
        assertThatThrownBy(() -> read(source, positions.get(0), 1, out, positions))
                .isInstanceOf(BadRecordException.class);
        assertThat(out.values()).isEqualTo(goodRecords().subList(0, out.values().size()));
        S restored = SnapshotBytes.restored(source.splitCodec(), positions.get(positions.size() - 1));
        ListBuffer<T> rest = new ListBuffer<>();
        assertThatThrownBy(() -> read(sourceWithBadRecords(ErrorPolicy.FAIL), restored, 1, rest, new ArrayList<>()))
                .as("restored at %s", restored)
                .isInstanceOf(BadRecordException.class);
        assertThat(rest.values()).as("records that were read before").isEmpty();
    }

    @Test
    default void skipLeavesOutBadRecordsAndCountsThem() throws Exception {
        Source<T, S> source = sourceWithBadRecords(ErrorPolicy.SKIP);
        ListBuffer<T> out = new ListBuffer<>();
        read(source, split(source), 64, out, new ArrayList<>());
        assertThat(out.values()).isEqualTo(goodRecords());
        assertThat(out.skippedCount()).as("counted").isEqualTo(badRecords());
        assertThat(out.deadLetters()).isEmpty();
    }

    @Test
    default void deadLettersSayFromWhichSourceWhereAndWhy() throws Exception {
        Source<T, S> source = sourceWithBadRecords(ErrorPolicy.DEAD_LETTER);
        ListBuffer<T> out = new ListBuffer<>();
        read(source, split(source), 64, out, new ArrayList<>());
        assertThat(out.values()).isEqualTo(goodRecords());
        assertThat(out.deadLetters()).hasSize(badRecords()).allSatisfy(letter -> assertThat(letter)
                .returns("source", DeadLetter::source)
                .doesNotReturn("", DeadLetter::coordinates)
                .doesNotReturn("", DeadLetter::cause));
        assertThat(out.deadLetters())
                .extracting(DeadLetter::coordinates)
                .as("coordinates")
                .doesNotHaveDuplicates();
    }

    @Test
    default void eachBadRecordIsToldOnceAlsoOverRestarts() throws Exception {
        Source<T, S> source = sourceWithBadRecords(ErrorPolicy.DEAD_LETTER);
        ListBuffer<T> out = new ListBuffer<>();
        S position = split(source);
        boolean finished = false;
        int all = goodRecords().size() + badRecords();
        // No more restarts than records: a source that gives one again is not asked for ever.
        for (int restart = 0; !finished && restart < all; restart++) {
            Source<T, S> another = sourceWithBadRecords(ErrorPolicy.DEAD_LETTER);
            S restored = SnapshotBytes.restored(another.splitCodec(), position);
            try (ReadingTask<T, S> task = new ReadingTask<>(another, List.of(restored), patience())) {
                int before = out.total();
                while (out.total() == before && !finished) {
                    position = task.turn(1, out).position();
                    finished = task.isFinished();
                }
            }
        }
        assertThat(out.values()).isEqualTo(goodRecords());
        assertThat(out.deadLetters()).hasSize(badRecords());
    }
}
