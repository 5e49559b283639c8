package io.penstock.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every replayable and bounded source must do. */
public abstract class SourceContract<T, S> {
    /** A source of some ten to some hundred records. */
    protected abstract Source<T, S> source() throws Exception;

    /** What it holds, split by split. */
    protected abstract List<T> records() throws Exception;

    @Test
    void readsAllRecordsInOrder() throws Exception {
        assertThat(Reading.all(source()).values).isEqualTo(records());
    }

    @Test
    void listsTheSameSplitsEachTime() throws Exception {
        assertThat(source().splits()).isEqualTo(source().splits());
    }

    @Test
    void givesTheSameRestFromEveryPosition() throws Exception {
        Source<T, S> source = source();
        for (S split : source.splits()) {
            List<T> all = Reading.rest(source, split, 64, new ListBuffer<>()).values;
            List<S> positions = new ArrayList<>(List.of(split));
            List<Integer> read = new ArrayList<>(List.of(0));
            ListBuffer<T> out = new ListBuffer<>();
            try (SplitReader<T, S> reader = source.reader(Reading.SETTINGS).open(split)) {
                while (reader.read(out.room(1)) != ReadStatus.FINISHED) {
                    positions.add(reader.split());
                    read.add(out.values.size());
                }
            }
            for (int i = 0; i < positions.size(); i++) {
                S restored = Reading.restored(source.splitCodec(), positions.get(i));
                assertThat(restored).isEqualTo(positions.get(i));
                assertThat(Reading.rest(source, restored, 7, new ListBuffer<>()).values)
                        .as("rest from %s", restored)
                        .isEqualTo(all.subList(read.get(i), all.size()));
            }
        }
    }

    @Test
    void hasTheSamePositionBeforeAndAfterItIsOpened() throws Exception {
        Source<T, S> source = source();
        for (S split : source.splits()) {
            try (SplitReader<T, S> reader = source.reader(Reading.SETTINGS).open(split)) {
                List<T> rest = Reading.rest(source, reader.split(), 64, new ListBuffer<>()).values;
                assertThat(rest).isEqualTo(Reading.rest(source, split, 64, new ListBuffer<>()).values);
            }
        }
    }

    @Test
    void readsNothingWhereThereIsNoRoom() throws Exception {
        Source<T, S> source = source();
        try (SplitReader<T, S> reader =
                source.reader(Reading.SETTINGS).open(source.splits().get(0))) {
            ListBuffer<T> out = new ListBuffer<>();
            reader.read(out.room(0));
            assertThat(out.values).isEmpty();
        }
    }

    @Test
    void progressGrowsUpToOne() throws Exception {
        Source<T, S> source = source();
        for (S split : source.splits()) {
            try (SplitReader<T, S> reader = source.reader(Reading.SETTINGS).open(split)) {
                double before = 0;
                while (reader.read(new ListBuffer<T>().room(1)) != ReadStatus.FINISHED) {
                    assertThat(reader.progress()).isBetween(before, 1.0);
                    before = reader.progress();
                }
                assertThat(reader.progress()).isEqualTo(1.0);
            }
        }
    }
}
