package io.penstock.engine.element;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeysTest {
    @Test
    void numbersAreKeptWithoutBoxes() {
        Keys keys = Keys.numbers(2);

        keys.set(1, 7L, 42);

        assertThat(keys.numbers()).containsExactly(0, 7);
        assertThat(keys.key(1)).isEqualTo(7L);
        assertThat(keys.hash(1)).isEqualTo(42);
    }

    @Test
    void keysOfOtherClassesAreKeptAsTheyAre() {
        Keys keys = Keys.objects(1);

        keys.set(0, "a", 42);

        assertThat(keys.numbers()).isNull();
        assertThat(keys.key(0)).isEqualTo("a");
    }

    @Test
    void gatheredRecordsKeepTheirKeysAndTimes() {
        Batch source = Batch.plain(3, 8);
        Keys keys = Keys.numbers(3);
        for (int i = 0; i < 3; i++) {
            source.add("value" + i, 100 + i);
            keys.set(i, (long) i, 10 + i);
        }
        Batch target = Batch.keyedLike(keys, 0, 40);
        target.add("first", 99, 9L, 19);

        target.append(source, keys, new int[] {2, 0, 1}, 1, 2);

        assertThat(target.size()).isEqualTo(3);
        assertThat(target.value(1)).isEqualTo("value0");
        assertThat(target.value(2)).isEqualTo("value1");
        assertThat(target.timestampMillis(2)).isEqualTo(101);
        assertThat(target.keys().key(0)).isEqualTo(9L);
        assertThat(target.keys().key(1)).isEqualTo(0L);
        assertThat(target.keys().hash(2)).isEqualTo(11);
    }

    @Test
    void columnsGrowWithTheBatch() {
        Batch source = Batch.plain(40, 40);
        Keys keys = Keys.objects(40);
        int[] order = new int[40];
        for (int i = 0; i < 40; i++) {
            source.add(i, i);
            keys.set(i, "key" + i, i);
            order[i] = 39 - i;
        }
        Batch target = Batch.keyedLike(keys, 0, 40);

        target.append(source, keys, order, 0, 20);
        target.append(source, keys, order, 20, 20);

        assertThat(target.isFull()).isTrue();
        assertThat(target.value(39)).isEqualTo(0);
        assertThat(target.keys().key(39)).isEqualTo("key0");
    }
}
