package io.penstock.engine.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories of deliveries, polls and aborts over several channels. The model knows what each channel sent and asks
 * for three things after each step: what comes out of a channel is what went in, in order and nothing missing; nothing
 * comes out from behind a barrier that is still aligned; an alignment that completes has taken exactly what stands before
 * its barrier on every channel.
 */
class InputGateModelTest {
    private static final long GENERATION = 1;

    /** One channel as it was sent: what came out of it must be a prefix. */
    private static final class Sent {
        final List<Element> elements = new ArrayList<>();
        long nextSequence;
        int taken;
        boolean ended;
        long lastBarrier;
        int nextRecord;
    }

    private final List<Sent> channels = new ArrayList<>();
    private long lastCompleted;
    private long aborted;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void keepsTheOrderOfChannelsAndGivesOutNothingFromBehindABarrier(long seed) {
        Random random = new Random(seed);
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            channels.add(new Sent());
        }
        InputGate gate = new InputGate(count, GENERATION, 0, Element.NO_WATERMARK, 1000);
        ArrayDeque<Delivery> onTheWay = new ArrayDeque<>();
        long newest = 0;
        for (int step = 0; step < 3000; step++) {
            int channel = random.nextInt(count);
            Sent sent = channels.get(channel);
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> {
                    if (!sent.ended) {
                        onTheWay.add(send(channel, batch(channel, sent.nextRecord++)));
                    }
                }
                case 4, 5 -> {
                    // A sender takes checkpoints in order, may miss one, and is at most a few ahead of the others.
                    long id = sent.lastBarrier + 1 + (random.nextInt(6) == 0 ? 1 : 0);
                    if (id <= lastCompleted + 3 || id <= newest) {
                        sent.lastBarrier = id;
                        newest = Math.max(newest, id);
                        onTheWay.add(send(channel, new Element.Barrier(id)));
                    }
                }
                case 6 -> {
                    if (random.nextInt(40) == 0 && newest > 0) {
                        aborted = Math.max(aborted, newest - random.nextInt(2));
                        gate.abort(aborted);
                    } else if (random.nextInt(400) == 0 && !sent.ended) {
                        sent.ended = true;
                        onTheWay.add(send(channel, new Element.EndOfInput()));
                    }
                }
                case 7, 8, 9 -> {
                    if (!onTheWay.isEmpty()) {
                        gate.offer(onTheWay.remove());
                    }
                }
                default -> take(gate, "seed " + seed + " step " + step);
            }
        }
        while (!onTheWay.isEmpty()) {
            gate.offer(onTheWay.remove());
        }
        aborted = newest;
        gate.abort(newest);
        for (Element rest = take(gate, "end"); rest != null; rest = take(gate, "end")) {}
        for (int channel = 0; channel < count; channel++) {
            assertThat(recordsLeft(channels.get(channel)))
                    .as("seed %d: all records of channel %d came out once no channel was held", seed, channel)
                    .isZero();
        }
    }

    private Delivery send(int channel, Element element) {
        Sent sent = channels.get(channel);
        sent.elements.add(element);
        return new Delivery(channel, GENERATION, sent.nextSequence++, element);
    }

    private static Batch batch(int channel, int number) {
        Batch batch = Batch.plain(1, 1);
        batch.add(channel + ":" + number, 0);
        return batch;
    }

    private @Nullable Element take(InputGate gate, String when) {
        Element element = gate.poll();
        if (element instanceof Batch batch) {
            onBatch(batch, gate.batchChannel(), when);
        } else if (element instanceof Element.Barrier barrier) {
            onBarrier(barrier, when);
        }
        return element;
    }

    private void onBatch(Batch batch, int channel, String when) {
        Sent sent = channels.get(channel);
        int before = sent.taken;
        while (!(sent.elements.get(sent.taken) instanceof Batch)) {
            sent.taken++;
        }
        assertThat(batch).as("%s: the next batch of channel %d", when, channel).isSameAs(sent.elements.get(sent.taken));
        for (Element passed : sent.elements.subList(before, sent.taken)) {
            if (passed instanceof Element.Barrier barrier) {
                // A barrier was passed: its checkpoint is complete, aborted, or given up for a newer one that has
                // begun on another channel.
                assertThat(barrier.checkpointId() <= Math.max(lastCompleted, aborted)
                                || newerBarrierElsewhere(channel, barrier.checkpointId()))
                        .as("%s: channel %d was held for checkpoint %d", when, channel, barrier.checkpointId())
                        .isTrue();
            }
        }
        sent.taken++;
    }

    private boolean newerBarrierElsewhere(int channel, long checkpointId) {
        for (int other = 0; other < channels.size(); other++) {
            if (other != channel && channels.get(other).lastBarrier > checkpointId) {
                return true;
            }
        }
        return false;
    }

    private void onBarrier(Element.Barrier barrier, String when) {
        assertThat(barrier.checkpointId())
                .as("%s: checkpoint ids only grow", when)
                .isGreaterThan(lastCompleted);
        lastCompleted = barrier.checkpointId();
        for (int channel = 0; channel < channels.size(); channel++) {
            Sent sent = channels.get(channel);
            int at = sent.elements.indexOf(barrier);
            assertThat(at).as("%s: barrier of channel %d", when, channel).isNotNegative();
            assertThat(sent.taken)
                    .as("%s: nothing behind the barrier of channel %d came out", when, channel)
                    .isLessThanOrEqualTo(at);
            assertThat(sent.elements.subList(sent.taken, at))
                    .as("%s: all records before the barrier of channel %d came out", when, channel)
                    .noneMatch(Batch.class::isInstance);
            sent.taken = at + 1;
        }
    }

    private static long recordsLeft(Sent sent) {
        return sent.elements.subList(sent.taken, sent.elements.size()).stream()
                .filter(Batch.class::isInstance)
                .count();
    }
}
