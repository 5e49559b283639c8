package io.penstock.engine.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import io.penstock.engine.element.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputChannelTest {
    private static final int BATCH_LIMIT = 4;
    private static final Element.Barrier BARRIER = new Element.Barrier(1);

    private final List<Delivery> sent = new ArrayList<>();
    private final OutputChannel channel = new OutputChannel(sent::add, 5, 3, BATCH_LIMIT, 2, null);

    private static Batch batch(Object... values) {
        Batch batch = Batch.plain(values.length, BATCH_LIMIT);
        for (Object value : values) {
            batch.add(value, 0);
        }
        return batch;
    }

    /** What was sent: a batch as the list of its values. */
    private List<Object> sent() {
        return sent.stream().map(delivery -> shown(delivery.element())).toList();
    }

    private static Object shown(Element element) {
        return element instanceof Batch batch ? List.of(batch.values()).subList(0, batch.size()) : element;
    }

    /** Adds one record by key. */
    private void appendOne(Object value) {
        Keys keys = Keys.objects(1);
        keys.set(0, "key", 1);
        channel.append(batch(value), keys, new int[] {0}, 0, 1);
    }

    private void fillOne(Object value) {
        channel.add(batch(value, value, value, value));
    }

    @Test
    void fullBatchIsSentAtOnce() {
        for (int i = 0; i < BATCH_LIMIT; i++) {
            appendOne(i);
        }

        assertThat(sent).hasSize(1);
        assertThat(((Batch) sent.get(0).element()).size()).isEqualTo(BATCH_LIMIT);
    }

    @Test
    void deliveriesAreNumberedAndCarryTheirChannelAndGeneration() {
        channel.control(BARRIER);
        channel.control(new Element.EndOfInput());

        assertThat(sent)
                .containsExactly(new Delivery(5, 3, 0, BARRIER), new Delivery(5, 3, 1, new Element.EndOfInput()));
    }

    @Test
    void smallBatchesAreJoined() {
        channel.add(batch("a"));
        channel.add(batch("b"));
        channel.flush();

        assertThat(((Batch) sent.get(0).element()).size()).isEqualTo(2);
        assertThat(sent).hasSize(1);
    }

    @Test
    void largeBatchIsSentAsItIs() {
        Batch large = batch("a", "b");

        channel.add(large);

        assertThat(sent.get(0).element()).isSameAs(large);
    }

    @Test
    void batchThatDoesNotFitGoesBehindWhatIsBeingFilled() {
        OutputChannel roomy = new OutputChannel(sent::add, 0, 1, 10, 8, null);
        Batch small = Batch.plain(4, 10);
        for (int i = 0; i < 4; i++) {
            small.add(i, 0);
        }
        Batch large = Batch.plain(8, 10);
        for (int i = 4; i < 12; i++) {
            large.add(i, 0);
        }

        roomy.add(small);
        roomy.add(large);

        assertThat(sent.stream().map(Delivery::element)).containsExactly(small, large);
    }

    @Test
    void isBlockedOnceSomethingWaitsForCredit() {
        fillOne(1);
        fillOne(2);
        assertThat(channel.isBlocked()).isFalse();

        fillOne(3);

        assertThat(channel.isBlocked()).isTrue();
        assertThat(sent).hasSize(2);
    }

    @Test
    void creditSendsWhatWaitedInOrder() {
        for (int i = 1; i <= 4; i++) {
            fillOne(i);
        }

        channel.credit(3, 2);

        assertThat(sent.stream().map(delivery -> ((Batch) delivery.element()).value(0)))
                .containsExactly(1, 2, 3, 4);
        assertThat(channel.isBlocked()).isFalse();
    }

    @Test
    void barrierNeedsNoCredit() {
        fillOne(1);
        fillOne(2);

        channel.control(BARRIER);

        assertThat(sent.get(2).element()).isEqualTo(BARRIER);
        assertThat(channel.isBlocked()).isFalse();
    }

    @Test
    void barrierStandsBehindAllRecordsAlsoWithoutCredit() {
        fillOne(1);
        fillOne(2);
        appendOne("last");
        channel.control(BARRIER);
        assertThat(sent).hasSize(2);

        channel.credit(3, 1);

        assertThat(((Batch) sent.get(2).element()).value(0)).isEqualTo("last");
        assertThat(sent.get(3).element()).isEqualTo(BARRIER);
    }

    @Test
    void watermarkRidesBehindTheRecordsBeingFilled() {
        appendOne("a");
        channel.watermark(100);
        channel.flush();

        assertThat(sent).hasSize(1);
        assertThat(((Batch) sent.get(0).element()).watermark()).isEqualTo(100);
    }

    @Test
    void watermarkWithoutRecordsIsSentByItself() {
        channel.watermark(100);
        channel.flush();

        assertThat(sent()).containsExactly(new Element.Watermark(100));
    }

    @Test
    void watermarkIsSentOnce() {
        channel.watermark(100);
        channel.flush();
        channel.flush();
        appendOne("a");
        channel.flush();

        assertThat(sent).hasSize(2);
        assertThat(((Batch) sent.get(1).element()).watermark()).isEqualTo(Element.NO_WATERMARK);
    }

    @Test
    void watermarkStandsBeforeTheBarrier() {
        channel.watermark(100);
        channel.control(BARRIER);

        assertThat(sent()).containsExactly(new Element.Watermark(100), BARRIER);
    }

    @Test
    void flushWithoutCreditKeepsFillingTheBatch() {
        fillOne(1);
        fillOne(2);
        appendOne("a");

        channel.flush();

        assertThat(channel.isBlocked()).isFalse();
        assertThat(channel.isDry()).isFalse();
    }

    @Test
    void isDryWhenAFlushWouldSendNothing() {
        assertThat(channel.isDry()).isTrue();
        appendOne("a");
        assertThat(channel.isDry()).isFalse();
        channel.flush();
        assertThat(channel.isDry()).isTrue();
        channel.watermark(5);
        assertThat(channel.isDry()).isFalse();
    }

    @Test
    void creditAboveTheLimitIsRefused() {
        assertThatThrownBy(() -> channel.credit(3, 1))
                .isInstanceOf(ChannelBrokenException.class)
                .hasMessage("credit 3 of a channel is above its limit 2");
    }

    /** Random calls: batches under way never exceed the credit, and the receiver sees what was added, in order. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void keepsOrderAndNeverSendsMoreThanItsCredit(long seed) {
        Random random = new Random(seed);
        int credit = 1 + random.nextInt(4);
        OutputChannel output = new OutputChannel(sent::add, 0, 1, BATCH_LIMIT, credit, null);
        List<Object> added = new ArrayList<>();
        int returned = 0;
        long watermark = 0;
        for (int step = 0; step < 2000; step++) {
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    int size = 1 + random.nextInt(BATCH_LIMIT);
                    Batch batch = Batch.plain(size, BATCH_LIMIT);
                    for (int i = 0; i < size; i++) {
                        batch.add(added.size(), 0);
                        added.add(added.size());
                    }
                    output.add(batch);
                }
                case 2 -> {
                    Element.Barrier barrier = new Element.Barrier(step);
                    added.add(barrier);
                    output.control(barrier);
                }
                case 3 -> output.watermark(++watermark);
                case 4 -> output.flush();
                default -> {
                    if (returned < batchesSent()) {
                        returned++;
                        output.credit(1, 1);
                    }
                }
            }
            assertThat(batchesSent() - returned)
                    .as("seed %d step %d", seed, step)
                    .isBetween(0, credit);
        }
        output.control(new Element.Barrier(Long.MAX_VALUE));
        added.add(new Element.Barrier(Long.MAX_VALUE));
        while (returned < batchesSent()) {
            returned++;
            output.credit(1, 1);
        }
        assertThat(recordsAndBarriers()).containsExactlyElementsOf(added);
        assertThat(lastWatermark()).isEqualTo(watermark);
    }

    private int batchesSent() {
        return (int) sent.stream()
                .filter(delivery -> delivery.element() instanceof Batch)
                .count();
    }

    private List<Object> recordsAndBarriers() {
        List<Object> all = new ArrayList<>();
        for (Delivery delivery : sent) {
            if (delivery.element() instanceof Batch batch) {
                for (int i = 0; i < batch.size(); i++) {
                    all.add(batch.value(i));
                }
            } else if (delivery.element() instanceof Element.Barrier) {
                all.add(delivery.element());
            }
        }
        return all;
    }

    private long lastWatermark() {
        long last = Element.NO_WATERMARK;
        for (Delivery delivery : sent) {
            if (delivery.element() instanceof Batch batch && batch.watermark() != Element.NO_WATERMARK) {
                assertThat(batch.watermark()).isGreaterThan(last);
                last = batch.watermark();
            } else if (delivery.element() instanceof Element.Watermark element) {
                assertThat(element.timeMillis()).isGreaterThan(last);
                last = element.timeMillis();
            }
        }
        return last;
    }
}
