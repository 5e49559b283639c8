package io.penstock.engine.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import io.penstock.engine.state.KeyGroups;
import io.penstock.engine.state.KeyRange;
import io.penstock.graph.Routing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputGateTest {
    private static final int BATCH_LIMIT = 8;

    private final Map<Integer, List<Delivery>> sent = new HashMap<>();

    @SuppressWarnings("unchecked")
    private static Routing byKey() {
        return new Routing.ByKey(value -> value, (Codec<Object>) (Codec<?>) Codecs.LONG);
    }

    private OutputGate gate(Routing routing, int receivers, int sender, int keyGroups) {
        List<Link> links = new ArrayList<>();
        List<Integer> channels = new ArrayList<>();
        for (int i = 0; i < receivers; i++) {
            List<Delivery> received = new ArrayList<>();
            sent.put(i, received);
            links.add(received::add);
            channels.add(i + 10);
        }
        return new OutputGate(routing, links, channels, sender, 1, BATCH_LIMIT, 1000, keyGroups, new Retention(0, 0));
    }

    private static Batch numbers(long from, long to) {
        Batch batch = Batch.plain((int) (to - from), (int) Math.max(BATCH_LIMIT, to - from));
        for (long n = from; n < to; n++) {
            batch.add(n, n);
        }
        return batch;
    }

    private List<Delivery> sentTo(int receiver) {
        return sent.getOrDefault(receiver, List.of());
    }

    private List<Object> valuesAt(int receiver) {
        List<Object> values = new ArrayList<>();
        for (Delivery delivery : sentTo(receiver)) {
            if (delivery.element() instanceof Batch batch) {
                for (int i = 0; i < batch.size(); i++) {
                    values.add(batch.value(i));
                }
            }
        }
        return values;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 3", "128, 1", "128, 2", "128, 5", "128, 128", "32768, 7"})
    void recordGoesToTheTaskThatOwnsTheGroupOfItsKey(int groups, int tasks) throws Exception {
        OutputGate gate = gate(byKey(), tasks, 0, groups);

        gate.add(numbers(0, 2000));
        gate.flush();

        int received = 0;
        for (int task = 0; task < tasks; task++) {
            KeyRange range = new KeyRange(groups, tasks, task);
            for (Object key : valuesAt(task)) {
                int hash = KeyGroups.mix(Codecs.LONG.stableHash((Long) key));
                assertThat(range.owns(range.groupOf(hash)))
                        .as("task %d owns key %s", task, key)
                        .isTrue();
                received++;
            }
        }
        assertThat(received).isEqualTo(2000);
    }

    @Test
    void batchesOfAKeyedEdgeCarryKeysAndMixedHashes() throws Exception {
        OutputGate gate = gate(byKey(), 1, 0, 128);

        gate.add(numbers(42, 43));
        gate.flush();

        Batch batch = (Batch) sentTo(0).get(0).element();
        assertThat(batch.keys().key(0)).isEqualTo(42L);
        assertThat(batch.keys().hash(0)).isEqualTo(KeyGroups.mix(Codecs.LONG.stableHash(42L)));
        assertThat(batch.timestamps()[0]).isEqualTo(42);
    }

    @Test
    void recordWithoutAKeyIsRefusedWithTheRecord() {
        Routing routing = new Routing.ByKey(value -> nothing(), Codecs.dynamic("the key"));
        OutputGate gate = gate(routing, 2, 0, 128);

        assertThatThrownBy(() -> gate.add(numbers(7, 8)))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("the key of a record is null")
                .hasMessageContaining("7");
    }

    @SuppressWarnings("NullAway") // what a careless key selector does
    private static Object nothing() {
        return null;
    }

    @Test
    void forwardToOneReceiverSendsTheBatchItself() throws Exception {
        OutputGate gate = gate(new Routing.Forward(), 1, 3, 128);
        Batch batch = numbers(0, BATCH_LIMIT);

        gate.add(batch);

        assertThat(sentTo(0).get(0).element()).isSameAs(batch);
        assertThat(sentTo(0).get(0).channel()).isEqualTo(10);
    }

    @Test
    void rebalanceSendsWholeBatchesInTurnBeginningWithTheSendersIndex() throws Exception {
        OutputGate gate = gate(new Routing.Rebalance(), 3, 1, 128);

        for (int i = 0; i < 6; i++) {
            gate.add(numbers(i * 8L, i * 8L + 8));
        }

        assertThat(sentTo(1)).hasSize(2);
        assertThat(sentTo(2)).hasSize(2);
        assertThat(sentTo(0)).hasSize(2);
        assertThat(valuesAt(1)).startsWith(0L);
        assertThat(valuesAt(2)).startsWith(8L);
        assertThat(valuesAt(0)).startsWith(16L);
    }

    @Test
    void keysAreDroppedWhereTheEdgeIsNotKeyed() throws Exception {
        OutputGate gate = gate(new Routing.Forward(), 1, 0, 128);
        Batch keyed = Batch.keyed(BATCH_LIMIT, BATCH_LIMIT);
        for (int i = 0; i < BATCH_LIMIT; i++) {
            keyed.add(i, 0, "key", 1);
        }

        gate.add(keyed);

        assertThat(((Batch) sentTo(0).get(0).element()).isKeyed()).isFalse();
    }

    @Test
    void emptyBatchIsNotSent() throws Exception {
        OutputGate gate = gate(new Routing.Rebalance(), 2, 0, 128);

        gate.add(Batch.plain(0, BATCH_LIMIT));
        gate.flush();

        assertThat(sent.values()).allMatch(List::isEmpty);
        assertThat(gate.isDry()).isTrue();
    }

    @Test
    void barrierGoesToEveryChannelBehindItsRecords() throws Exception {
        OutputGate gate = gate(byKey(), 4, 0, 128);
        gate.add(numbers(0, 50));

        gate.control(new Element.Barrier(1));

        assertThat(sent.values()).allSatisfy(deliveries -> assertThat(
                        deliveries.get(deliveries.size() - 1).element())
                .isEqualTo(new Element.Barrier(1)));
        assertThat(valuesAt(0).size()
                        + valuesAt(1).size()
                        + valuesAt(2).size()
                        + valuesAt(3).size())
                .isEqualTo(50);
    }

    @Test
    void watermarkGoesToEveryChannel() {
        OutputGate gate = gate(new Routing.Rebalance(), 2, 0, 128);

        gate.watermark(9);
        gate.flush();

        assertThat(sent.values())
                .allSatisfy(
                        deliveries -> assertThat(deliveries.get(0).element()).isEqualTo(new Element.Watermark(9)));
    }

    @Test
    void isBlockedWhenOneOfItsChannelsIs() throws Exception {
        List<Delivery> received = new ArrayList<>();
        OutputGate gate = new OutputGate(
                new Routing.Rebalance(),
                List.of(received::add, received::add),
                List.of(0, 0),
                0,
                1,
                8,
                1,
                128,
                new Retention(0, 0));
        gate.add(numbers(0, 8));
        gate.add(numbers(8, 16));
        assertThat(gate.isBlocked()).isFalse();

        gate.add(numbers(16, 24));
        assertThat(gate.isBlocked()).isTrue();

        gate.credit(0, 1, 1);
        assertThat(gate.isBlocked()).isFalse();
    }

    @Test
    void moreTasksThanKeyGroupsAreRefusedWithTheSettingToChange() {
        assertThatThrownBy(() -> gate(byKey(), 5, 0, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parallelism 5")
                .hasMessageContaining("4")
                .hasMessageContaining("penstock.job.key-groups");
    }
}
