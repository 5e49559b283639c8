package io.penstock.engine.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import io.penstock.engine.element.InFlight;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A gate whose task is not to wait for what stands before the barriers. */
class UnalignedGateTest {
    private static final long GENERATION = 3;
    private static final InFlight OVERTAKEN = new InFlight(List.of(new byte[] {1}));

    private final long[] sequence = new long[4];
    private final InputGate gate = new InputGate(2, GENERATION, 0, Element.NO_WATERMARK, 4);

    private void offer(int channel, Element element) {
        gate.offer(new Delivery(channel, GENERATION, sequence[channel]++, element));
    }

    private void offer(int channel, String value) {
        offer(channel, batch(value));
    }

    private static Batch batch(String value) {
        Batch batch = Batch.plain(1, 16);
        batch.add(value, 0);
        return batch;
    }

    private static Element.Barrier barrier(long id) {
        return new Element.Barrier(id);
    }

    private List<Object> drain() {
        List<Object> all = new ArrayList<>();
        for (Element next = gate.poll(); next != null; next = gate.poll()) {
            all.add(shown(next));
        }
        return all;
    }

    private static Object shown(Element element) {
        return element instanceof Batch batch ? batch.value(0) : element;
    }

    private List<Object> beforeCut() {
        return gate.beforeCut().stream().map(UnalignedGateTest::shown).toList();
    }

    @Test
    void cutIsDueOnceBarriersAreAtHandOnAllChannelsBehindWhateverWaits() {
        gate.urge(1);
        offer(0, "a");
        offer(0, barrier(1));
        assertThat(gate.dueCut()).isZero();

        offer(1, "b");
        offer(1, barrier(1));

        assertThat(gate.dueCut()).isEqualTo(1);
    }

    @Test
    void withoutUrgencyNoCutIsDue() {
        offer(0, "a");
        offer(0, barrier(1));
        offer(1, barrier(1));

        assertThat(gate.dueCut()).isZero();
    }

    @Test
    void urgencyMayComeLast() {
        offer(0, barrier(1));
        offer(1, barrier(1));

        gate.urge(1);

        assertThat(gate.dueCut()).isEqualTo(1);
    }

    @Test
    void barrierThatHasOvertakenSomethingIsUrgent() {
        offer(0, new Element.Barrier(1, OVERTAKEN));
        offer(1, barrier(1));

        assertThat(gate.dueCut()).isEqualTo(1);
    }

    @Test
    void urgencyOfAnotherCheckpointSaysNothing() {
        gate.urge(1);
        offer(0, barrier(2));
        offer(1, barrier(2));

        assertThat(gate.dueCut()).isZero();
    }

    @Test
    void whatStandsBeforeTheBarriersIsBeforeTheCutAndTheRestIsNot() {
        offer(0, "a1");
        offer(1, "b1");
        offer(0, barrier(1));
        offer(0, "a2");
        offer(1, "b2");
        offer(1, barrier(1));
        gate.urge(1);

        assertThat(beforeCut()).containsExactly("a1", "b1", "b2");
    }

    @Test
    void ofAChannelThatIsHeldNothingIsBeforeTheCut() {
        offer(0, barrier(1));
        offer(0, "behind");
        drain();
        offer(1, "before");
        offer(1, barrier(1));
        gate.urge(1);

        assertThat(beforeCut()).containsExactly("before");
    }

    @Test
    void whatIsHeldForAnOlderCheckpointIsBeforeTheCut() {
        offer(0, barrier(1));
        offer(0, "held");
        drain();
        offer(0, barrier(2));
        offer(1, barrier(2));
        gate.urge(2);

        assertThat(beforeCut()).containsExactly("held");
    }

    @Test
    void cutGivesTheBarrierWithAllThatWasOvertaken() {
        offer(0, new Element.Barrier(1, OVERTAKEN));
        offer(1, new Element.Barrier(1, OVERTAKEN));

        Element.Barrier cut = gate.cut();

        assertThat(cut.checkpointId()).isEqualTo(1);
        assertThat(cut.overtaken().blocks()).hasSize(2);
    }

    @Test
    void afterTheCutNothingIsHeldAndNoBarrierComesOut() {
        offer(0, barrier(1));
        offer(0, "a");
        drain();
        offer(1, "b");
        offer(1, barrier(1));
        gate.urge(1);

        gate.cut();

        assertThat(gate.dueCut()).isZero();
        assertThat(gate.isAligning()).isFalse();
        assertThat(drain()).containsExactly("a", "b");
    }

    @Test
    void refusedCutIsAlignedAndKeepsWhatWasOvertaken() {
        offer(0, new Element.Barrier(1, OVERTAKEN));
        offer(0, "overtaken");
        offer(1, "b");
        offer(1, barrier(1));
        gate.refuseCut();

        assertThat(gate.dueCut()).isZero();
        assertThat(drain()).containsExactly("b", new Element.Barrier(1, OVERTAKEN), "overtaken");
    }

    @Test
    void abortedCheckpointIsNotCut() {
        gate.urge(1);
        offer(0, barrier(1));
        gate.abort(1);

        offer(1, barrier(1));

        assertThat(gate.dueCut()).isZero();
    }

    @Test
    void newerBarrierMakesTheOlderCheckpointNoOnesConcern() {
        gate.urge(1);
        offer(0, barrier(1));
        offer(0, barrier(2));
        offer(1, barrier(1));
        assertThat(gate.dueCut()).isZero();

        offer(1, barrier(2));
        assertThat(gate.dueCut()).isZero();

        gate.urge(2);
        assertThat(gate.dueCut()).isEqualTo(2);
    }

    @Test
    void restoredRecordsGoFirstAndAreOwedNoCredit() {
        gate.restore(List.of(batch("restored")));
        offer(0, "a");

        assertThat(gate.poll()).isInstanceOfSatisfying(Batch.class, first -> assertThat(first.value(0))
                .isEqualTo("restored"));
        assertThat(gate.batchChannel()).isEqualTo(InputGate.RESTORED);
        assertThat(drain()).containsExactly("a");
        assertThat(gate.batchChannel()).isZero();
    }

    @Test
    void restoredRecordsThatAreNotHandledAreBeforeTheNextCut() {
        gate.restore(List.of(batch("r1"), new Element.Watermark(5), batch("r2")));
        gate.poll();
        offer(0, "a");
        offer(0, barrier(1));
        offer(1, barrier(1));
        gate.urge(1);

        assertThat(beforeCut()).containsExactly(new Element.Watermark(5), "r2", "a");
    }

    @Test
    void restoredWatermarkIsGivenOutIfItIsNews() {
        gate.restore(List.of(new Element.Watermark(5), batch("r"), new Element.Watermark(4)));

        assertThat(drain()).containsExactly(new Element.Watermark(5), "r");
        assertThat(gate.watermark()).isEqualTo(5);
    }
}
