package io.penstock.engine.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories of several channels into one gate, retained or journaled, whose receiver cuts, aligns, gives up, dies
 * and is restored, while the journal acknowledges and reads in its own time. The model: a receiver's state is which records of each channel it has handled. In every snapshot, what is
 * handled and what was on its way together are exactly what the channel had been given before the barrier; and a receiver
 * that is restored from it goes on without a gap or a repeat.
 */
class UnalignedModelTest {
    private static final int CREDIT = 2;
    /** Answers of the journal for each step, at most. */
    private static final int STORE_SPEED = 4;

    private static final int STEPS = 6000;

    private final InFlightCodec codec = new InFlightCodec(UnalignedModelTest.class.getClassLoader(), 1 << 20);
    private final Retention retention = new Retention(1 << 20, 0);
    private final LateStore store = new LateStore();
    private final EdgeJournal journal = new EdgeJournal(store, codec, 2000, 0, 1);
    private final List<Sender> senders = new ArrayList<>();
    private final Map<Long, Snapshot> snapshots = new HashMap<>();
    /** What is under way to the receiver, over all channels in the order of sending. */
    private final ArrayDeque<Delivery> onTheWay = new ArrayDeque<>();

    private String seedAndStep = "";
    private long generation = 1;
    private long started;
    private long completed;
    private int cuts;
    private int recorded;
    private InputGate gate = newGate(1);
    private int[] handled = new int[0];

    /** A channel and how many records it had been given before each barrier. */
    private static final class Sender {
        final OutputChannel channel;
        final Map<Long, Integer> before = new HashMap<>();
        int given;

        Sender(OutputChannel channel) {
            this.channel = channel;
        }
    }

    /** How many of each channel are handled, and what was on its way. */
    private record Snapshot(int[] handled, List<Batch> onTheirWay) {}

    private InputGate newGate(int channels) {
        return new InputGate(channels, generation, started, Element.NO_WATERMARK, CREDIT);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void retainedChannelsGoOnFromEachSnapshotWithoutAGap(long seed) throws Exception {
        run(seed, retention);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void journaledChannelsGoOnFromEachSnapshotWithoutAGap(long seed) throws Exception {
        run(seed, journal.edge(null, 1));
        assertThat(store.given).as("entries that were played, of seed %d", seed).isPositive();
    }

    private void run(long seed, ChannelLogs logs) throws Exception {
        Random random = new Random(seed);
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            senders.add(new Sender(
                    new OutputChannel(onTheWay::add, i, generation, 1 + random.nextInt(2), CREDIT, logs.newLog())));
        }
        gate = newGate(count);
        handled = new int[count];
        snapshots.put(0L, new Snapshot(new int[count], List.of()));
        for (int step = 0; step < STEPS; step++) {
            seedAndStep = "seed " + seed + " step " + step;
            act(random);
        }
        assertThat(cuts).as("cuts with records on their way, of seed %d", seed).isPositive();
        assertThat(recorded).isGreaterThan(cuts);
        settle(random);
    }

    /** Nothing new is given: all that was gets through. */
    private void settle(Random random) throws Exception {
        gate.abort(started);
        senders.forEach(sender -> sender.channel.flush());
        for (int step = 0; step < 20_000; step++) {
            store.act(random, journal);
            if (!onTheWay.isEmpty()) {
                gate.offer(onTheWay.remove());
            }
            take(random);
            senders.get(random.nextInt(senders.size())).channel.flush();
        }
        for (int i = 0; i < handled.length; i++) {
            assertThat(handled[i]).as("records of channel %d at the end", i).isEqualTo(senders.get(i).given);
        }
    }

    private void act(Random random) throws Exception {
        int index = random.nextInt(senders.size());
        Sender sender = senders.get(index);
        for (int i = 0; i < STORE_SPEED; i++) {
            store.act(random, journal);
        }
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4 -> give(sender, index);
            case 5 -> sender.channel.flush();
            case 6 -> checkpoint(random);
            case 7 -> {
                gate.urge(started);
                for (Sender one : senders) {
                    overtake(one.channel);
                }
            }
            case 8 -> {
                if (random.nextInt(5) == 0) {
                    gate.abort(started);
                }
            }
            case 9 -> {
                if (random.nextInt(10) == 0) {
                    restart();
                }
            }
            case 10, 11, 12, 13, 14 -> {
                if (!onTheWay.isEmpty()) {
                    gate.offer(onTheWay.remove());
                }
            }
            default -> take(random);
        }
    }

    /** What is still being played back is not overtaken. */
    private void overtake(OutputChannel channel) {
        try {
            channel.overtake(started, codec, null);
        } catch (NotRecordableException e) {
            assertThat(e).hasMessageContaining("sent again");
        }
    }

    /** A task that is blocked produces no more. */
    private void give(Sender sender, int index) {
        if (sender.channel.isBlocked()) {
            return;
        }
        for (int i = 0; i < 3; i++) {
            Batch batch = Batch.plain(1, 1);
            batch.add(index + ":" + sender.given++, 0);
            sender.channel.add(batch);
        }
    }

    /** One checkpoint at a time: the one before is complete, or comes to nothing. */
    private void checkpoint(Random random) {
        if (random.nextInt(3) > 0) {
            return;
        }
        gate.abort(started);
        started++;
        for (Sender sender : senders) {
            sender.channel.control(new Element.Barrier(started));
            sender.before.put(started, sender.given);
        }
    }

    private void take(Random random) throws Exception {
        if (gate.dueCut() != 0) {
            if (random.nextInt(8) == 0) {
                gate.refuseCut();
            } else {
                List<Element> before = gate.beforeCut();
                snapshot(gate.cut(), codec.write(before, 0, null).blocks());
            }
            return;
        }
        Element element = gate.poll();
        if (element instanceof Batch batch) {
            handle(batch);
            if (gate.batchChannel() != InputGate.RESTORED) {
                senders.get(gate.batchChannel()).channel.credit(generation, 1);
            }
        } else if (element instanceof Element.Barrier barrier) {
            snapshot(barrier, List.of());
        }
    }

    private void handle(Batch batch) {
        for (int i = 0; i < batch.size(); i++) {
            String[] record = batch.value(i).toString().split(":", -1);
            int channel = Integer.parseInt(record[0]);
            assertThat(Integer.parseInt(record[1]))
                    .as("%s: the next record of channel %d", seedAndStep, channel)
                    .isEqualTo(handled[channel]);
            handled[channel]++;
        }
    }

    private void snapshot(Element.Barrier barrier, List<byte[]> waiting) {
        List<Batch> onTheirWay = new ArrayList<>();
        List<byte[]> blocks = new ArrayList<>(waiting);
        blocks.addAll(barrier.overtaken().blocks());
        blocks.forEach(block -> onTheirWay.add((Batch) codec.read(block, null, 1)));
        int[] reached = handled.clone();
        for (Batch batch : onTheirWay) {
            for (int i = 0; i < batch.size(); i++) {
                reached[Integer.parseInt(batch.value(i).toString().split(":", -1)[0])]++;
                recorded++;
            }
        }
        for (int i = 0; i < reached.length; i++) {
            assertThat(reached[i])
                    .as("%s: records of channel %d in checkpoint %d", seedAndStep, i, barrier.checkpointId())
                    .isEqualTo(before(senders.get(i), barrier.checkpointId()));
        }
        cuts += onTheirWay.isEmpty() ? 0 : 1;
        snapshots.put(barrier.checkpointId(), new Snapshot(handled.clone(), onTheirWay));
        completed = barrier.checkpointId();
        retention.completed(completed);
        journal.completed(completed);
    }

    private static int before(Sender sender, long checkpointId) {
        @Nullable Integer given = sender.before.get(checkpointId);
        return given == null ? -1 : given;
    }

    /** The receiver dies and a new one restores the last complete checkpoint. */
    private void restart() {
        Snapshot last = snapshots.getOrDefault(completed, new Snapshot(new int[senders.size()], List.of()));
        onTheWay.clear();
        generation++;
        for (Sender sender : senders) {
            assertThat(sender.channel.hold(completed)).isTrue();
        }
        gate = newGate(senders.size());
        gate.restore(List.copyOf(last.onTheirWay));
        handled = last.handled.clone();
        for (Sender sender : senders) {
            sender.channel.connect(onTheWay::add, generation);
        }
    }
}
