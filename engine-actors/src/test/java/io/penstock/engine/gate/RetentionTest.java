package io.penstock.engine.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final int BATCH = 10;
    private static final long BATCH_BYTES = bytesOfBatch();

    private long lastBarrier;

    private static Batch batch() {
        Batch batch = Batch.plain(BATCH, BATCH);
        for (int i = 0; i < BATCH; i++) {
            batch.add((long) i, 0);
        }
        return batch;
    }

    private static long bytesOfBatch() {
        return new Retention(1, 0).bytesOf(batch());
    }

    private void barrier(RetainedLog... logs) {
        lastBarrier++;
        for (RetainedLog log : logs) {
            log.sent(new Element.Barrier(lastBarrier));
        }
    }

    private static boolean isKeeping(RetainedLog log) {
        return log.isKeptBefore(Long.MAX_VALUE);
    }

    private static RetainedLog log(Retention retention) {
        return Objects.requireNonNull(retention.newLog());
    }

    @Test
    void nothingIsKeptIfTheLimitIsZero() {
        assertThat(new Retention(0, 0).newLog()).isNull();
    }

    @Test
    void overflowLetsGoOfAllChannelsOfTheTask() {
        Retention retention = new Retention(3 * BATCH_BYTES, 0);
        RetainedLog one = log(retention);
        RetainedLog other = log(retention);
        one.sent(batch());
        other.sent(batch());
        one.sent(batch());
        assertThat(retention.overflows()).isZero();

        other.sent(batch());

        assertThat(retention.overflows()).isEqualTo(1);
        assertThat(retention.bytes()).isZero();
        assertThat(isKeeping(one)).isFalse();
        assertThat(other.reaches(0)).isFalse();
    }

    @Test
    void keepsAgainBehindTheNextBarrierOfEachChannel() {
        Retention retention = new Retention(2 * BATCH_BYTES, 0);
        RetainedLog one = log(retention);
        RetainedLog other = log(retention);
        overflow(one);

        lastBarrier = 1;
        one.sent(new Element.Barrier(1));
        assertThat(isKeeping(one)).isTrue();
        assertThat(isKeeping(other)).isFalse();
        other.sent(new Element.Barrier(1));

        assertThat(isKeeping(other)).isTrue();
        assertThat(one.reaches(1)).isTrue();
    }

    private static void overflow(RetainedLog log) {
        for (int i = 0; i < 3; i++) {
            log.sent(batch());
        }
    }

    @Test
    void overflowsInARowMakeItKeepLessOften() {
        Retention retention = new Retention(2 * BATCH_BYTES, 0);
        RetainedLog log = log(retention);
        int kept = 0;
        for (int epoch = 0; epoch < 200; epoch++) {
            kept += isKeeping(log) ? 1 : 0;
            overflow(log);
            barrier(log);
            retention.completed(lastBarrier);
        }

        // At 0, 1, 3, 7, 15, 31, 63, 127, 191.
        assertThat(kept).isEqualTo(9);
        assertThat(retention.overflows()).isEqualTo(9);
    }

    @Test
    void checkpointWithoutOverflowEndsTheSeries() {
        Retention retention = new Retention(2 * BATCH_BYTES, 0);
        RetainedLog log = log(retention);
        overflow(log);
        barrier(log);
        overflow(log);
        assertThat(retention.isFirstOverflow()).isFalse();
        barrier(log);
        barrier(log);
        retention.completed(lastBarrier);
        assertThat(isKeeping(log)).isTrue();
        barrier(log);
        retention.completed(lastBarrier);

        overflow(log);

        assertThat(retention.isFirstOverflow()).isTrue();
    }

    @Test
    void wishesForACheckpointOnceWhenHalfIsUsed() {
        Retention retention = new Retention(4 * BATCH_BYTES, 0);
        RetainedLog log = log(retention);
        log.sent(batch());
        log.sent(batch());
        assertThat(retention.takeWish()).isFalse();

        log.sent(batch());
        assertThat(retention.takeWish()).isTrue();
        assertThat(retention.takeWish()).isFalse();

        log.sent(batch());
        assertThat(retention.takeWish()).isFalse();
    }
}
