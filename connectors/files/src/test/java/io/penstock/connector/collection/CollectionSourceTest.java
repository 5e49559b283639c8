package io.penstock.connector.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.connector.SplitChangedException;
import io.penstock.connector.contract.ChangedSplitContract;
import io.penstock.connector.contract.ListBuffer;
import io.penstock.connector.contract.Reading;
import io.penstock.connector.contract.SourceContract;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CollectionSourceTest {
    private static final List<Integer> NUMBERS = IntStream.range(0, 50).boxed().toList();

    @Nested
    class InOneSplit extends SourceContract<Integer, CollectionSplit> {
        @Override
        public CollectionSource<Integer> source() {
            return CollectionSource.of(NUMBERS, Integer.class);
        }

        @Override
        public List<Integer> records() {
            return NUMBERS;
        }

        @Override
        public boolean countsBytes() {
            return false;
        }
    }

    @Nested
    class InSeveralSplits extends SourceContract<Integer, CollectionSplit>
            implements ChangedSplitContract<Integer, CollectionSplit> {
        @Override
        public CollectionSource<Integer> changedSource() {
            return CollectionSource.of(NUMBERS.subList(1, 50), Integer.class).splits(7);
        }

        @Override
        public CollectionSource<Integer> source() {
            return CollectionSource.of(NUMBERS, Integer.class).splits(7);
        }

        @Override
        public List<Integer> records() {
            return NUMBERS;
        }

        @Override
        public boolean countsBytes() {
            return false;
        }
    }

    record City(String name, int people) {}

    @Test
    void takesRecordsAsArguments() throws Exception {
        assertThat(Reading.all(CollectionSource.of(new City("a", 1), new City("b", 2)))
                        .values())
                .containsExactly(new City("a", 1), new City("b", 2));
    }

    @Test
    void mayBeEmpty() throws Exception {
        assertThat(Reading.all(CollectionSource.of(List.of(), City.class).splits(3))
                        .values())
                .isEmpty();
    }

    @Test
    void keepsItsRangesWhenTheNumberOfSplitsChanges() throws Exception {
        CollectionSplit second =
                CollectionSource.of(1, 2, 3, 4).splits(2).splits().get(1);
        CollectionSource<Integer> other = CollectionSource.of(1, 2, 3, 4);
        assertThat(Reading.rest(other, second, 9, new ListBuffer<>()).values()).containsExactly(3, 4);
    }

    @Test
    void refusesAnotherElementAtRestore() {
        CollectionSplit split =
                CollectionSource.of("a", "b", "c").splits().get(0).at(1);
        assertThatThrownBy(() -> CollectionSource.of("a", "b", "x")
                        .reader(Reading.SETTINGS)
                        .open(split))
                .isInstanceOf(SplitChangedException.class)
                .hasMessageContaining("source source of job job")
                .hasMessageContaining("elements are different or in another order")
                .hasMessageContaining("position 1");
    }

    @Test
    void refusesAnotherOrderAtRestore() {
        CollectionSplit split = CollectionSource.of("a", "b").splits().get(0);
        assertThatThrownBy(() ->
                        CollectionSource.of("b", "a").reader(Reading.SETTINGS).open(split))
                .isInstanceOf(SplitChangedException.class);
    }

    @Test
    void refusesAnotherSizeAtRestore() {
        CollectionSplit split = CollectionSource.of("a", "b").splits().get(0);
        assertThatThrownBy(() -> CollectionSource.of("a", "b", "c")
                        .reader(Reading.SETTINGS)
                        .open(split))
                .isInstanceOf(SplitChangedException.class)
                .hasMessageContaining("it had 2 elements and has 3");
    }

    @Test
    void tellsWhereOneElementEndsAndTheNextBegins() {
        CollectionSplit split = CollectionSource.of("ab", "c").splits().get(0);
        assertThatThrownBy(() ->
                        CollectionSource.of("a", "bc").reader(Reading.SETTINGS).open(split))
                .isInstanceOf(SplitChangedException.class);
    }

    @Test
    void asksForTheClassWhereItCannotBeTold() {
        assertThatThrownBy(() -> CollectionSource.<Object>of("a", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.String")
                .hasMessageContaining("java.lang.Integer")
                .hasMessageContaining("CollectionSource.of(list");
        assertThatThrownBy(() -> CollectionSource.<String>of())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TheClass.class");
    }

    @Test
    void namesTheLegalNumbersOfSplits() {
        assertThatThrownBy(() -> CollectionSource.of(1).splits(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from 1 to 32768, not 0");
    }
}
