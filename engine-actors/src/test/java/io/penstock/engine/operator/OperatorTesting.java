package io.penstock.engine.operator;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import io.penstock.engine.gate.Delivery;
import io.penstock.engine.gate.OutputGate;
import io.penstock.engine.gate.Retention;
import io.penstock.engine.metrics.OperatorCounters;
import io.penstock.engine.state.KeyGroups;
import io.penstock.engine.state.KeyRange;
import io.penstock.engine.state.StateStore;
import io.penstock.graph.Routing;
import java.util.ArrayList;
import java.util.List;

/** An operator without its actor: its state, and an output whose main and side deliveries are collected. */
final class OperatorTesting {
    static final int BATCH_LIMIT = 4;

    @SuppressWarnings("unchecked")
    static final Codec<Object> STRING_KEYS = (Codec<Object>) (Codec<?>) Codecs.STRING;

    final OperatorCounters counters = new OperatorCounters();
    final StateStore states = new StateStore("tested", STRING_KEYS, new KeyRange(128, 1, 0));
    final List<Delivery> sent = new ArrayList<>();
    final List<Delivery> aside = new ArrayList<>();
    final TaskOutput out;

    /** With more credit than any test uses. */
    OperatorTesting() {
        this(1_000_000);
    }

    OperatorTesting(int credit) {
        this(credit, StepChain.of(List.of(), operator -> new OperatorCounters()));
    }

    OperatorTesting(int credit, StepChain steps) {
        out = new TaskOutput("tested", counters, steps, BATCH_LIMIT);
        out.addMain(gate(sent, credit));
    }

    /** Reads a side output too. */
    OperatorTesting withSide(String tag) {
        out.addSide(tag, gate(aside, 1_000_000));
        return this;
    }

    private static OutputGate gate(List<Delivery> deliveries, int credit) {
        return new OutputGate(
                new Routing.Forward(),
                List.of(deliveries::add),
                List.of(0),
                0,
                1,
                BATCH_LIMIT,
                credit,
                128,
                new Retention(0, 0));
    }

    static int hash(Object key) {
        return KeyGroups.mix(STRING_KEYS.stableHash(key));
    }

    static Batch keyed(Object value, long timestamp, String key) {
        Batch batch = Batch.keyed(1, 64);
        batch.add(value, timestamp, key, hash(key));
        return batch;
    }

    /** The values of all batches that were sent, after a flush. */
    List<Object> values() {
        out.flush();
        return values(sent);
    }

    List<Object> sideValues() {
        out.flush();
        return values(aside);
    }

    private static List<Object> values(List<Delivery> deliveries) {
        List<Object> values = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            if (delivery.element() instanceof Batch batch) {
                for (int i = 0; i < batch.size(); i++) {
                    values.add(batch.value(i));
                }
            }
        }
        return values;
    }

    /** The last watermark that was sent, on a batch or by itself. */
    long watermark() {
        long last = Element.NO_WATERMARK;
        for (Delivery delivery : sent) {
            if (delivery.element() instanceof Batch batch && batch.watermark() != Element.NO_WATERMARK) {
                last = batch.watermark();
            } else if (delivery.element() instanceof Element.Watermark watermark) {
                last = watermark.timeMillis();
            }
        }
        return last;
    }

    int batches() {
        return (int) sent.stream()
                .filter(delivery -> delivery.element() instanceof Batch)
                .count();
    }
}
