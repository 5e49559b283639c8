package io.penstock.engine.element;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.function.ProcessContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 15, 16, 17, 100, 256})
    void growsUpToItsLimitAndNoFurther(int limit) {
        Batch batch = Batch.keyed(0, limit);
        for (int i = 0; i < limit; i++) {
            assertThat(batch.isFull()).isFalse();
            batch.add(i, i * 10L, "key" + i, i);
        }

        assertThat(batch.isFull()).isTrue();
        assertThat(batch.size()).isEqualTo(limit);
        assertThat(batch.value(limit - 1)).isEqualTo(limit - 1);
        assertThat(batch.timestampMillis(limit - 1)).isEqualTo((limit - 1) * 10L);
        assertThat(batch.keys().key(limit - 1)).isEqualTo("key" + (limit - 1));
        assertThat(batch.keys().hash(limit - 1)).isEqualTo(limit - 1);
        assertThatThrownBy(() -> batch.add("more", 0, "key", 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a batch takes at most " + limit + " records");
    }

    @Test
    void batchWithoutKeysSaysSoWhereKeysAreAskedFor() {
        Batch batch = Batch.plain(1, 4);

        assertThat(batch.isKeyed()).isFalse();
        assertThatThrownBy(batch::keys).hasMessage("a batch without keys reached a keyed operator");
    }

    @Test
    void droppedKeysAreGone() {
        Batch batch = Batch.keyed(1, 4);

        batch.dropKeys();

        assertThat(batch.isKeyed()).isFalse();
    }

    @Test
    void truncateCutsToTheFirstRecordsAndForgetsTheRest() {
        Batch batch = Batch.plain(3, 4);
        batch.add("a", 1);
        batch.add("b", 2);
        batch.add("c", 3);

        batch.truncate(1);

        assertThat(batch.size()).isEqualTo(1);
        assertThat(batch.values()[1]).isNull();
        assertThat(batch.values()[2]).isNull();
    }

    @Test
    void copyHasTheSameRecordsAndItsOwnColumns() {
        Batch batch = Batch.plain(2, 4);
        batch.add("a", 1);
        batch.watermark(9);

        Batch copy = batch.copy();
        batch.values()[0] = "changed";
        copy.add("b", 2);

        assertThat(copy.value(0)).isEqualTo("a");
        assertThat(copy.timestampMillis(0)).isEqualTo(1);
        assertThat(copy.watermark()).isEqualTo(9);
        assertThat(copy.limit()).isEqualTo(4);
        assertThat(batch.size()).isEqualTo(1);
    }

    @Test
    void copyOfAnEmptyBatchTakesRecords() {
        Batch copy = Batch.plain(0, 3).copy();

        copy.add("a", 1);
        copy.add("b", 1);

        assertThat(copy.size()).isEqualTo(2);
    }

    @Test
    void clearedTimestampsAreNone() {
        Batch batch = Batch.plain(1, 4);
        batch.add("a", 1);

        batch.clearTimestamps();

        assertThat(batch.timestampMillis(0)).isEqualTo(ProcessContext.NO_TIMESTAMP);
    }

    @Test
    void batchHasNoWatermarkUntilItIsGivenOne() {
        assertThat(Batch.plain(1, 4).watermark()).isEqualTo(Element.NO_WATERMARK);
    }
}
