package io.penstock.engine.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A channel that keeps what it has sent: what a new receiver gets is what the old one got behind the checkpoint. */
class RetainedChannelTest {
    private static final int BATCH_LIMIT = 2;
    private static final int CREDIT = 3;
    private static final long FIRST = 1;
    private static final long SECOND = 2;

    private final Retention retention = new Retention(1_000_000, 0);
    private final List<Delivery> old = new ArrayList<>();
    private final List<Delivery> fresh = new ArrayList<>();
    private final OutputChannel channel = channel(retention);

    private OutputChannel channel(Retention of) {
        return new OutputChannel(old::add, 0, FIRST, BATCH_LIMIT, CREDIT, of.newLog());
    }

    private void send(Object value) {
        Batch batch = Batch.plain(2, BATCH_LIMIT);
        batch.add(value, 0);
        batch.add(value, 0);
        channel.add(batch);
        // The old receiver handles what it gets at once.
        channel.credit(FIRST, 1);
    }

    private void barrier(long checkpointId) {
        channel.control(new Element.Barrier(checkpointId));
    }

    private static List<Object> shown(List<Delivery> deliveries) {
        return deliveries.stream()
                .<Object>map(
                        delivery -> delivery.element() instanceof Batch batch ? batch.value(0) : delivery.element())
                .toList();
    }

    private void reconnect(long checkpointId) {
        assertThat(channel.hold(checkpointId)).isTrue();
        channel.connect(fresh::add, SECOND);
    }

    @Test
    void newReceiverGetsWhatFollowedTheCheckpoint() {
        send("before");
        barrier(1);
        send("a");
        send("b");

        reconnect(1);

        assertThat(shown(fresh)).containsExactly("a", "b");
        assertThat(fresh).extracting(Delivery::sequence).containsExactly(0L, 1L);
        assertThat(fresh).extracting(Delivery::generation).containsOnly(SECOND);
    }

    @Test
    void withoutACheckpointItGetsEverything() {
        send("a");

        reconnect(0);

        assertThat(shown(fresh)).containsExactly("a");
    }

    @Test
    void senderThatBeganAtACheckpointHasAllThatFollowedIt() {
        OutputChannel restored = channel(new Retention(1_000_000, 5));

        assertThat(restored.hold(5)).isTrue();
    }

    @Test
    void barriersThatCameToNothingAreNotSentAgain() {
        barrier(1);
        send("a");
        barrier(2);
        send("b");

        reconnect(1);

        assertThat(shown(fresh)).containsExactly("a", "b");
    }

    @Test
    void whatIsSentAgainWaitsForCredit() {
        for (int i = 0; i < 5; i++) {
            send(i);
        }

        reconnect(0);
        assertThat(shown(fresh)).containsExactly(0, 1, 2);
        assertThat(channel.isBlocked()).isTrue();

        channel.credit(SECOND, 2);
        assertThat(shown(fresh)).containsExactly(0, 1, 2, 3, 4);
        assertThat(channel.isBlocked()).isFalse();
    }

    @Test
    void heldChannelSendsNothingAndKeepsTheOrder() {
        send("a");
        channel.hold(0);
        send("b");
        barrier(1);
        channel.watermark(7);
        channel.flush();
        assertThat(shown(old)).containsExactly("a");

        channel.connect(fresh::add, SECOND);

        assertThat(shown(fresh)).startsWith("a", "b", new Element.Barrier(1));
    }

    @Test
    void creditOfTheOldReceiverChangesNothing() {
        for (int i = 0; i < 5; i++) {
            send(i);
        }
        reconnect(0);

        channel.credit(FIRST, 3);

        assertThat(shown(fresh)).containsExactly(0, 1, 2);
    }

    @Test
    void channelStandsForTheNewReceiverAsItDidAtTheBarrier() {
        channel.watermark(5);
        send("a");
        channel.control(new Element.Idle());
        barrier(1);
        retention.completed(1);

        reconnect(1);

        assertThat(shown(fresh)).containsExactly(new Element.Watermark(5), new Element.Idle());
    }

    @Test
    void endOfInputBeforeTheCheckpointIsToldOnce() {
        channel.control(new Element.EndOfInput());
        barrier(1);

        reconnect(1);
        assertThat(shown(fresh)).containsExactly(new Element.EndOfInput());

        barrier(2);
        List<Delivery> third = new ArrayList<>();
        assertThat(channel.hold(2)).isTrue();
        channel.connect(third::add, 3);
        assertThat(shown(third)).containsExactly(new Element.EndOfInput());
    }

    @Test
    void receiverCanFailAgainWhileItIsBeingSentTheRest() {
        for (int i = 0; i < 5; i++) {
            send(i);
        }
        reconnect(0);
        assertThat(shown(fresh)).hasSize(3);
        List<Delivery> third = new ArrayList<>();

        assertThat(channel.hold(0)).isTrue();
        channel.connect(third::add, 3);
        channel.credit(3, 2);

        assertThat(shown(third)).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void completedCheckpointFreesWhatCameBeforeIt() {
        send("a");
        long one = retention.bytes();
        barrier(1);
        send("b");
        assertThat(retention.bytes()).isEqualTo(2 * one);

        retention.completed(1);
        assertThat(retention.bytes()).isEqualTo(one);

        barrier(2);
        retention.completed(2);
        assertThat(retention.bytes()).isZero();
    }

    @Test
    void olderCheckpointThanWhatIsKeptIsOutOfReach() {
        barrier(1);
        barrier(2);
        retention.completed(2);

        assertThat(channel.hold(1)).isFalse();
    }

    @Test
    void connectWithoutHoldIsRefused() {
        assertThatThrownBy(() -> channel.connect(fresh::add, SECOND)).hasMessageContaining("without having been held");
    }
}
