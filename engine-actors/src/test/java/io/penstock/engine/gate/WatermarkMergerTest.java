package io.penstock.engine.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.element.Element;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatermarkMergerTest {
    private static WatermarkMerger merger(int channels) {
        return new WatermarkMerger(channels, Element.NO_WATERMARK);
    }

    @Test
    void hasNoWatermarkBeforeEveryChannelHasOne() {
        WatermarkMerger merger = merger(2);

        assertThat(merger.advance(0, 100)).isFalse();
        assertThat(merger.merged()).isEqualTo(Element.NO_WATERMARK);
    }

    @Test
    void isTheLowestOfAllChannels() {
        WatermarkMerger merger = merger(3);

        merger.advance(0, 30);
        merger.advance(1, 10);

        assertThat(merger.advance(2, 20)).isTrue();
        assertThat(merger.merged()).isEqualTo(10);
    }

    @Test
    void doesNotAdvanceWhileAnotherChannelHoldsItBack() {
        WatermarkMerger merger = merger(2);
        merger.advance(0, 10);
        merger.advance(1, 10);

        assertThat(merger.advance(0, 50)).isFalse();
        assertThat(merger.merged()).isEqualTo(10);
    }

    @Test
    void ignoresAWatermarkThatGoesBack() {
        WatermarkMerger merger = merger(1);
        merger.advance(0, 10);

        assertThat(merger.advance(0, 5)).isFalse();
        assertThat(merger.merged()).isEqualTo(10);
    }

    @Test
    void beginsAtTheRestoredWatermark() {
        WatermarkMerger merger = new WatermarkMerger(1, 100);

        assertThat(merger.advance(0, 50)).isFalse();
        assertThat(merger.merged()).isEqualTo(100);
        assertThat(merger.advance(0, 101)).isTrue();
        assertThat(merger.merged()).isEqualTo(101);
    }

    @Test
    void idleChannelDoesNotHoldItBack() {
        WatermarkMerger merger = merger(2);
        merger.advance(0, 50);

        assertThat(merger.idle(1)).isTrue();
        assertThat(merger.merged()).isEqualTo(50);
    }

    @Test
    void channelThatResumesDoesNotPullItBack() {
        WatermarkMerger merger = merger(2);
        merger.advance(0, 50);
        merger.idle(1);

        assertThat(merger.advance(1, 20)).isFalse();
        assertThat(merger.merged()).isEqualTo(50);
    }

    @Test
    void channelThatResumedHoldsItBackAgain() {
        WatermarkMerger merger = merger(2);
        merger.advance(0, 50);
        merger.idle(1);
        merger.advance(1, 20);

        assertThat(merger.advance(0, 60)).isFalse();
        assertThat(merger.advance(1, 55)).isTrue();
        assertThat(merger.merged()).isEqualTo(55);
    }

    @Test
    void staysWhereItIsWhenTheLastChannelBecomesIdle() {
        WatermarkMerger merger = merger(2);
        merger.advance(0, 10);
        merger.advance(1, 50);
        merger.idle(1);

        assertThat(merger.idle(0)).isFalse();
        assertThat(merger.merged()).isEqualTo(10);
        assertThat(merger.allIdle()).isTrue();
    }

    /** The channel that was ahead when all became idle is the only one that counts when it resumes. */
    @Test
    void channelThatWasAheadAdvancesItWhenItIsTheOnlyOneToResume() {
        WatermarkMerger merger = merger(2);
        merger.advance(0, 50);
        merger.advance(1, 10);
        merger.idle(0);
        merger.idle(1);

        merger.activate(0);

        assertThat(merger.advance(0, 60)).isTrue();
        assertThat(merger.merged()).isEqualTo(60);
    }

    @Test
    void endedChannelDoesNotHoldItBack() {
        WatermarkMerger merger = merger(2);
        merger.advance(0, 10);
        merger.advance(1, 50);

        assertThat(merger.advance(0, Element.FINAL_WATERMARK)).isTrue();
        assertThat(merger.merged()).isEqualTo(50);
    }

    @Test
    void isFinalWhenAllChannelsHaveEnded() {
        WatermarkMerger merger = merger(2);
        merger.advance(0, Element.FINAL_WATERMARK);

        assertThat(merger.advance(1, Element.FINAL_WATERMARK)).isTrue();
        assertThat(merger.merged()).isEqualTo(Element.FINAL_WATERMARK);
    }

    /** Records may follow on the idle channel, and all of them would be late. */
    @Test
    void isNotFinalWhileAnIdleChannelMayResume() {
        WatermarkMerger merger = merger(2);
        merger.advance(0, 10);
        merger.advance(1, 50);
        merger.advance(1, Element.FINAL_WATERMARK);

        assertThat(merger.idle(0)).isFalse();

        assertThat(merger.merged()).isEqualTo(10);
        assertThat(merger.allIdle()).isTrue();
    }

    @Test
    void endOfAChannelWhileTheOthersAreIdleLeavesItWhereItIs() {
        WatermarkMerger merger = merger(2);
        merger.advance(0, 10);
        merger.advance(1, 50);
        merger.idle(0);

        assertThat(merger.advance(1, Element.FINAL_WATERMARK)).isFalse();

        assertThat(merger.merged()).isEqualTo(50);
        assertThat(merger.allIdle()).isTrue();
    }

    @Test
    void endedChannelsAreNotIdle() {
        WatermarkMerger merger = merger(1);

        merger.advance(0, Element.FINAL_WATERMARK);

        assertThat(merger.allIdle()).isFalse();
    }

    /** Compares with the definition: the greatest value so far of the lowest watermark of active channels. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithTheDefinitionOverRandomHistories(long seed) {
        Random random = new Random(seed);
        int channels = 1 + random.nextInt(4);
        WatermarkMerger merger = merger(channels);
        long[] watermarks = new long[channels];
        java.util.Arrays.fill(watermarks, Element.NO_WATERMARK);
        boolean[] idle = new boolean[channels];
        long expected = Element.NO_WATERMARK;
        for (int step = 0; step < 2000; step++) {
            int channel = random.nextInt(channels);
            boolean advanced;
            if (random.nextInt(5) == 0 && watermarks[channel] != Element.FINAL_WATERMARK) {
                idle[channel] = true;
                advanced = merger.idle(channel);
            } else {
                long next = random.nextInt(400) == 0 ? Element.FINAL_WATERMARK : step - random.nextInt(50);
                idle[channel] = false;
                watermarks[channel] = Math.max(watermarks[channel], next);
                advanced = merger.advance(channel, next);
            }
            long before = expected;
            expected = Math.max(expected, lowestActive(watermarks, idle));
            assertThat(merger.merged()).as("seed %d step %d", seed, step).isEqualTo(expected);
            assertThat(advanced).as("seed %d step %d", seed, step).isEqualTo(expected > before);
        }
    }

    private static long lowestActive(long[] watermarks, boolean[] idle) {
        long lowest = Element.FINAL_WATERMARK;
        boolean allEnded = true;
        for (int i = 0; i < watermarks.length; i++) {
            boolean ended = watermarks[i] == Element.FINAL_WATERMARK;
            allEnded &= ended;
            if (!ended && !idle[i]) {
                lowest = Math.min(lowest, watermarks[i]);
            }
        }
        return lowest == Element.FINAL_WATERMARK && !allEnded ? Element.NO_WATERMARK : lowest;
    }
}
