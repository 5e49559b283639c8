package io.penstock.engine.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputGateTest {
    private static final long GENERATION = 7;

    private final long[] sequence = new long[8];

    private static InputGate gate(int channels) {
        return new InputGate(channels, GENERATION, 0, Element.NO_WATERMARK, 4);
    }

    /** A batch of one record, so that it can be told apart. */
    private static Batch batch(String value) {
        Batch batch = Batch.plain(1, 16);
        batch.add(value, 0);
        return batch;
    }

    private static Batch batch(String value, long watermark) {
        Batch batch = batch(value);
        batch.watermark(watermark);
        return batch;
    }

    private void offer(InputGate gate, int channel, Element element) {
        gate.offer(new Delivery(channel, GENERATION, sequence[channel]++, element));
    }

    private void offer(InputGate gate, int channel, String value) {
        offer(gate, channel, batch(value));
    }

    private static Element.Barrier barrier(long id) {
        return new Element.Barrier(id);
    }

    /** All that is at hand; batches as their value, everything else as it is. */
    private static List<Object> drain(InputGate gate) {
        List<Object> all = new ArrayList<>();
        for (Element next = gate.poll(); next != null; next = gate.poll()) {
            all.add(next instanceof Batch batch ? batch.value(0) : next);
        }
        return all;
    }

    @Test
    void givesOutInTheOrderOfArrival() {
        InputGate gate = gate(2);
        offer(gate, 0, "a");
        offer(gate, 1, "b");
        offer(gate, 0, "c");

        assertThat(drain(gate)).containsExactly("a", "b", "c");
    }

    @Test
    void holdsChannelUntilBarrierArrivedOnAll() {
        InputGate gate = gate(2);
        offer(gate, 0, barrier(1));
        offer(gate, 0, "behind");
        offer(gate, 1, "before");

        assertThat(drain(gate)).containsExactly("before");
        assertThat(gate.isAligning()).isTrue();
    }

    @Test
    void givesOutOneBarrierWhenItArrivedOnAllAndThenWhatWasHeldInOrder() {
        InputGate gate = gate(2);
        offer(gate, 0, barrier(1));
        offer(gate, 0, "a1");
        offer(gate, 0, "a2");
        drain(gate);
        offer(gate, 1, barrier(1));
        offer(gate, 1, "b1");

        assertThat(drain(gate)).containsExactly(barrier(1), "a1", "a2", "b1");
        assertThat(gate.isAligning()).isFalse();
    }

    @Test
    void heldChannelsKeepTheirOrderOverTwoCheckpoints() {
        InputGate gate = gate(2);
        offer(gate, 0, barrier(1));
        offer(gate, 0, "a1");
        offer(gate, 0, barrier(2));
        offer(gate, 0, "a2");
        drain(gate);
        offer(gate, 1, barrier(1));

        assertThat(drain(gate)).containsExactly(barrier(1), "a1");

        offer(gate, 0, "a3");
        offer(gate, 1, "b1");
        offer(gate, 1, barrier(2));

        assertThat(drain(gate)).containsExactly("b1", barrier(2), "a2", "a3");
    }

    @Test
    void newerBarrierReleasesWhatTheOlderOneHeld() {
        InputGate gate = gate(3);
        offer(gate, 0, barrier(1));
        offer(gate, 0, "a");
        drain(gate);

        offer(gate, 1, barrier(2));
        offer(gate, 1, "b");

        assertThat(drain(gate)).containsExactly("a");
    }

    @Test
    void supersededCheckpointNeverComesOut() {
        InputGate gate = gate(2);
        offer(gate, 0, barrier(1));
        offer(gate, 1, barrier(2));
        offer(gate, 0, barrier(2));

        assertThat(drain(gate)).containsExactly(barrier(2));
    }

    @Test
    void obsoleteBarrierIsIgnoredAndCounted() {
        InputGate gate = gate(2);
        offer(gate, 0, barrier(2));
        offer(gate, 1, barrier(1));
        offer(gate, 1, "b");

        assertThat(drain(gate)).containsExactly("b");
        assertThat(gate.obsoleteBarriers()).isEqualTo(1);
    }

    @Test
    void barrierOfTheRestoredCheckpointIsObsolete() {
        InputGate gate = new InputGate(1, GENERATION, 5, Element.NO_WATERMARK, 4);
        offer(gate, 0, barrier(5));
        offer(gate, 0, barrier(6));

        assertThat(drain(gate)).containsExactly(barrier(6));
        assertThat(gate.obsoleteBarriers()).isEqualTo(1);
    }

    @Test
    void abortReleasesWhatWasHeld() {
        InputGate gate = gate(2);
        offer(gate, 0, barrier(1));
        offer(gate, 0, "a1");
        offer(gate, 0, "a2");
        drain(gate);

        gate.abort(1);

        assertThat(drain(gate)).containsExactly("a1", "a2");
        assertThat(gate.isAligning()).isFalse();
    }

    @Test
    void barrierThatComesAfterItsAbortIsIgnored() {
        InputGate gate = gate(2);
        offer(gate, 0, barrier(1));
        drain(gate);
        gate.abort(1);
        offer(gate, 1, barrier(1));
        offer(gate, 1, "b");

        assertThat(drain(gate)).containsExactly("b");
        assertThat(gate.obsoleteBarriers()).isEqualTo(1);
    }

    @Test
    void whatWasReleasedStandsBeforeWhatCameLater() {
        InputGate gate = gate(2);
        offer(gate, 0, barrier(1));
        offer(gate, 0, "a1");
        drain(gate);
        offer(gate, 0, "a2");

        gate.abort(1);

        assertThat(drain(gate)).containsExactly("a1", "a2");
    }

    @Test
    void barriersStillAlignAfterTheEndOfInput() {
        InputGate gate = gate(2);
        offer(gate, 0, new Element.EndOfInput());
        offer(gate, 0, barrier(1));
        offer(gate, 1, "b");
        offer(gate, 1, barrier(1));

        assertThat(drain(gate)).containsExactly("b", barrier(1));
    }

    @Test
    void endComesOnceWhenAllChannelsEnded() {
        InputGate gate = gate(2);
        offer(gate, 0, new Element.EndOfInput());
        assertThat(drain(gate)).isEmpty();
        assertThat(gate.isEnded()).isFalse();

        offer(gate, 1, new Element.EndOfInput());

        assertThat(drain(gate))
                .containsExactly(new Element.Watermark(Element.FINAL_WATERMARK), new Element.EndOfInput());
        assertThat(gate.isEnded()).isTrue();
    }

    @Test
    void checkpointIsTakenWhenAllInputHasEnded() {
        InputGate gate = gate(2);
        offer(gate, 0, new Element.EndOfInput());
        offer(gate, 1, new Element.EndOfInput());
        drain(gate);
        offer(gate, 0, barrier(1));
        offer(gate, 1, barrier(1));

        assertThat(drain(gate)).containsExactly(barrier(1));
    }

    @Test
    void endThatIsHeldEndsTheInputOnlyBehindTheBarrier() {
        InputGate gate = gate(2);
        offer(gate, 0, barrier(1));
        offer(gate, 0, new Element.EndOfInput());
        offer(gate, 1, new Element.EndOfInput());
        assertThat(drain(gate)).isEmpty();

        offer(gate, 1, barrier(1));

        assertThat(drain(gate))
                .containsExactly(barrier(1), new Element.Watermark(Element.FINAL_WATERMARK), new Element.EndOfInput());
    }

    @Test
    void batchAfterTheEndOfInputBreaksTheChannel() {
        InputGate gate = gate(1);
        offer(gate, 0, new Element.EndOfInput());
        drain(gate);
        offer(gate, 0, "late");

        assertThatThrownBy(gate::poll)
                .isInstanceOf(ChannelBrokenException.class)
                .hasMessageContaining("channel 0")
                .hasMessageContaining("after the end of input");
    }

    @Test
    void secondEndOfInputBreaksTheChannel() {
        InputGate gate = gate(1);
        offer(gate, 0, new Element.EndOfInput());
        drain(gate);
        offer(gate, 0, new Element.EndOfInput());

        assertThatThrownBy(gate::poll)
                .isInstanceOf(ChannelBrokenException.class)
                .hasMessageContaining("the end of input came twice");
    }

    @Test
    void gapInTheSequenceIsDetected() {
        InputGate gate = gate(2);
        offer(gate, 1, "first");

        assertThatThrownBy(() -> gate.offer(new Delivery(1, GENERATION, 2, batch("third"))))
                .isInstanceOf(ChannelBrokenException.class)
                .hasMessage("channel 1: expected element 1, got 2");
    }

    @Test
    void repeatInTheSequenceIsDetected() {
        InputGate gate = gate(1);
        offer(gate, 0, "first");

        assertThatThrownBy(() -> gate.offer(new Delivery(0, GENERATION, 0, batch("first"))))
                .isInstanceOf(ChannelBrokenException.class)
                .hasMessage("channel 0: expected element 1, got 0");
    }

    @Test
    void deliveryOfAnotherGenerationIsDroppedAndCounted() {
        InputGate gate = gate(1);

        gate.offer(new Delivery(0, GENERATION - 1, 41, batch("old")));
        gate.offer(new Delivery(0, GENERATION + 1, 0, batch("new")));
        offer(gate, 0, "now");

        assertThat(drain(gate)).containsExactly("now");
        assertThat(gate.stale()).isEqualTo(2);
    }

    @Test
    void moreThanCreditAllowsIsRefused() {
        InputGate gate = gate(1);

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1000; i++) {
                        offer(gate, 0, "flood");
                    }
                })
                .isInstanceOf(ChannelBrokenException.class)
                .hasMessageContaining("more than 80 elements wait");
    }

    @Test
    void aGateWithoutChannelsIsRefused() {
        assertThatThrownBy(() -> gate(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one channel");
    }

    @Test
    void watermarkOnABatchComesBehindTheBatch() {
        InputGate gate = gate(1);
        offer(gate, 0, batch("a", 100));
        offer(gate, 0, batch("b", 200));

        assertThat(drain(gate)).containsExactly("a", new Element.Watermark(100), "b", new Element.Watermark(200));
    }

    @Test
    void watermarkOnABatchComesBeforeTheBarrierBehindIt() {
        InputGate gate = gate(1);
        offer(gate, 0, batch("a", 100));
        offer(gate, 0, barrier(1));

        assertThat(drain(gate)).containsExactly("a", new Element.Watermark(100), barrier(1));
    }

    @Test
    void watermarkIsTheLowestOfAllChannels() {
        InputGate gate = gate(2);
        offer(gate, 0, batch("a", 100));
        offer(gate, 1, new Element.Watermark(50));
        offer(gate, 1, new Element.Watermark(300));

        assertThat(drain(gate)).containsExactly("a", new Element.Watermark(50), new Element.Watermark(100));
        assertThat(gate.watermark()).isEqualTo(100);
    }

    @Test
    void watermarkOfAHeldChannelWaitsForTheBarrier() {
        InputGate gate = gate(2);
        offer(gate, 0, barrier(1));
        offer(gate, 0, new Element.Watermark(100));
        offer(gate, 1, new Element.Watermark(100));

        assertThat(drain(gate)).isEmpty();
        assertThat(gate.watermark()).isEqualTo(Element.NO_WATERMARK);
    }

    @Test
    void idleChannelDoesNotHoldBackTheWatermark() {
        InputGate gate = gate(2);
        offer(gate, 0, new Element.Watermark(100));
        offer(gate, 1, new Element.Idle());

        assertThat(drain(gate)).containsExactly(new Element.Watermark(100));
    }

    @Test
    void idlenessComesOnceWhenAllChannelsAreIdle() {
        InputGate gate = gate(2);
        offer(gate, 0, new Element.Idle());
        offer(gate, 1, new Element.Idle());
        offer(gate, 1, new Element.Idle());

        assertThat(drain(gate)).containsExactly(new Element.Idle());
    }

    @Test
    void idlenessComesAgainAfterARecord() {
        InputGate gate = gate(1);
        offer(gate, 0, new Element.Idle());
        offer(gate, 0, "a");
        offer(gate, 0, new Element.Idle());

        assertThat(drain(gate)).containsExactly(new Element.Idle(), "a", new Element.Idle());
    }

    @Test
    void endedChannelDoesNotHoldBackTheWatermark() {
        InputGate gate = gate(2);
        offer(gate, 0, new Element.EndOfInput());
        offer(gate, 1, new Element.Watermark(70));

        assertThat(drain(gate)).containsExactly(new Element.Watermark(70));
    }

    @Test
    void idlenessComesWhenTheOtherChannelsHaveEnded() {
        InputGate gate = gate(2);
        offer(gate, 0, new Element.Watermark(Element.FINAL_WATERMARK));
        offer(gate, 0, new Element.EndOfInput());
        offer(gate, 1, new Element.Watermark(70));
        offer(gate, 1, new Element.Idle());
        offer(gate, 1, "resumed");

        assertThat(drain(gate)).containsExactly(new Element.Watermark(70), new Element.Idle(), "resumed");
    }

    @Test
    void idlenessComesWhenTheLastActiveChannelEnds() {
        InputGate gate = gate(2);
        offer(gate, 0, new Element.Idle());
        offer(gate, 1, new Element.Watermark(70));
        offer(gate, 1, new Element.Watermark(Element.FINAL_WATERMARK));
        offer(gate, 1, new Element.EndOfInput());

        assertThat(drain(gate)).containsExactly(new Element.Watermark(70), new Element.Idle());
    }

    @Test
    void restoredWatermarkIsNotGivenOutAgain() {
        InputGate gate = new InputGate(1, GENERATION, 1, 100, 4);
        offer(gate, 0, new Element.Watermark(100));
        offer(gate, 0, new Element.Watermark(101));

        assertThat(drain(gate)).containsExactly(new Element.Watermark(101));
    }

    @Test
    void namesTheChannelOfTheBatchGivenOutLast() {
        InputGate gate = gate(3);
        offer(gate, 2, "c");
        gate.poll();

        assertThat(gate.batchChannel()).isEqualTo(2);
    }
}
