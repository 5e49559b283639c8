package io.penstock.engine.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A channel whose barrier overtakes what waits for credit. Each batch has one record. */
class OvertakingChannelTest {
    private static final int CREDIT = 1;
    private static final long FIRST = 1;
    private static final long SECOND = 2;

    private final InFlightCodec codec = new InFlightCodec(OvertakingChannelTest.class.getClassLoader(), 1000);
    private final Retention retention = new Retention(1_000_000, 0);
    private final List<Delivery> old = new ArrayList<>();
    private final List<Delivery> fresh = new ArrayList<>();
    private final OutputChannel channel = new OutputChannel(old::add, 0, FIRST, 1, CREDIT, retention.newLog());

    private void send(Object value) {
        Batch batch = Batch.plain(1, 1);
        batch.add(value, 0);
        channel.add(batch);
    }

    private void barrier(long checkpointId) {
        channel.control(new Element.Barrier(checkpointId));
    }

    private void overtake(long checkpointId) throws NotRecordableException {
        channel.overtake(checkpointId, codec, null);
    }

    private List<Object> shown(List<Delivery> deliveries) {
        return deliveries.stream().map(delivery -> shown(delivery.element())).toList();
    }

    private Object shown(Element element) {
        if (element instanceof Batch batch) {
            return batch.value(0);
        }
        if (element instanceof Element.Barrier barrier && !barrier.overtaken().isEmpty()) {
            List<Object> overtaken = new ArrayList<>();
            barrier.overtaken().blocks().forEach(block -> overtaken.add(shown(codec.read(block, null, 16))));
            return overtaken;
        }
        return element;
    }

    /** The new receiver handles so many batches. */
    private void reconnect(long checkpointId, int batches) {
        assertThat(channel.hold(checkpointId)).isTrue();
        channel.connect(fresh::add, SECOND);
        for (int i = 0; i < batches; i++) {
            channel.credit(SECOND, 1);
        }
    }

    @Test
    void barrierTakesACopyOfWhatItOvertakesAndThatFollows() throws Exception {
        send("a");
        send("b");
        send("c");
        barrier(1);
        assertThat(shown(old)).containsExactly("a");

        overtake(1);
        channel.credit(FIRST, 1);
        channel.credit(FIRST, 1);

        assertThat(shown(old)).containsExactly("a", List.of("b", "c"), "b", "c");
        assertThat(old).extracting(Delivery::sequence).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void barrierThatHasGoneOvertakesNothing() throws Exception {
        send("a");
        barrier(1);
        send("b");
        send("c");

        overtake(1);

        assertThat(shown(old)).containsExactly("a", new Element.Barrier(1));
    }

    @Test
    void whatStandsBehindTheBarrierStaysThere() throws Exception {
        send("a");
        send("b");
        barrier(1);
        send("c");

        overtake(1);
        channel.credit(FIRST, 1);
        channel.credit(FIRST, 1);

        assertThat(shown(old)).containsExactly("a", List.of("b"), "b", "c");
    }

    @Test
    void olderBarriersThatItOvertakesAreDropped() throws Exception {
        send("a");
        send("b");
        barrier(1);
        send("c");
        barrier(2);

        overtake(2);
        channel.credit(FIRST, 1);
        channel.credit(FIRST, 1);

        assertThat(shown(old)).containsExactly("a", List.of("b", "c"), "b", "c");
    }

    @Test
    void whatCannotBeWrittenKeepsTheBarrierBehindIt() {
        send("a");
        send(new Object());
        barrier(1);

        assertThatThrownBy(() -> overtake(1)).isInstanceOf(NotRecordableException.class);
        channel.credit(FIRST, 1);

        assertThat(old).hasSize(3);
        assertThat(old.get(2).element()).isEqualTo(new Element.Barrier(1));
    }

    @Test
    void heldChannelLetsNothingOvertake() throws Exception {
        send("a");
        send("b");
        channel.hold(0);
        barrier(1);

        overtake(1);

        assertThat(shown(old)).containsExactly("a");
    }

    @Test
    void newReceiverIsNotSentWhatTheBarrierHadOvertaken() throws Exception {
        send("a");
        send("b");
        barrier(1);
        overtake(1);
        send("c");

        reconnect(1, 1);

        assertThat(shown(fresh)).containsExactly("c");
    }

    @Test
    void newReceiverOfAnOlderCheckpointIsSentItOnce() throws Exception {
        barrier(1);
        send("a");
        send("b");
        barrier(2);
        overtake(2);
        send("c");

        reconnect(1, 3);

        assertThat(shown(fresh)).containsExactly("a", "b", "c");
    }

    @Test
    void partOfItThatIsSentMeanwhileComesOnceToo() throws Exception {
        barrier(1);
        send("a");
        send("b");
        send("c");
        barrier(2);
        overtake(2);
        channel.credit(FIRST, 1);

        reconnect(1, 3);

        assertThat(shown(fresh)).containsExactly("a", "b", "c");
    }

    @Test
    void barrierOvertakesWhatAnOlderOneHasOvertaken() throws Exception {
        send("a");
        send("b");
        barrier(1);
        overtake(1);
        send("c");
        barrier(2);

        overtake(2);

        assertThat(shown(old)).containsExactly("a", List.of("b"), List.of("b", "c"));
        reconnect(1, 1);
        assertThat(shown(fresh)).containsExactly("c");
    }

    @Test
    void stateAtTheBarrierCountsWhatItHasOvertaken() throws Exception {
        send("a");
        channel.watermark(5);
        send("b");
        channel.control(new Element.EndOfInput());
        barrier(1);

        overtake(1);
        reconnect(1, 0);

        assertThat(shown(fresh)).containsExactly(new Element.Watermark(5), new Element.EndOfInput());
    }
}
