package io.penstock.engine.operator;

import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import io.penstock.engine.gate.InFlightCodec;
import io.penstock.engine.gate.NotRecordableException;
import io.penstock.engine.gate.OutputGate;
import io.penstock.engine.metrics.OperatorCounters;
import io.penstock.function.OutputTag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the output of a task goes: through the steps that share its actor, to the gates of the main output and of the
 * side outputs. Not thread-safe: owned by its task.
 */
public final class TaskOutput {
    private final String operator;
    private final OperatorCounters counters;
    private final StepChain steps;
    private final int batchLimit;
    private final List<OutputGate> main = new ArrayList<>();
    private final Map<String, List<OutputGate>> sides = new HashMap<>();
    private final List<OutputGate> all = new ArrayList<>();
    private Batch filling;
    private long watermark = Element.NO_WATERMARK;

    /**
     * @param operator the operator whose output this is
     * @param steps what is done to every batch of the main output before it is sent
     */
    public TaskOutput(String operator, OperatorCounters counters, StepChain steps, int batchLimit) {
        this.operator = operator;
        this.counters = counters;
        this.steps = steps;
        this.batchLimit = batchLimit;
        this.filling = Batch.plain(0, batchLimit);
    }

    /** Adds a gate of the main output. Gates are known by the order in which they were added. */
    public void addMain(OutputGate gate) {
        main.add(gate);
        all.add(gate);
    }

    /** Adds a gate of a side output. */
    public void addSide(String tag, OutputGate gate) {
        sides.computeIfAbsent(tag, t -> new ArrayList<>()).add(gate);
        all.add(gate);
    }

    public OutputGate gate(int index) {
        return all.get(index);
    }

    /** Sends one value on the main output. */
    public void emit(Object value, long timestampMillis) {
        filling.add(value, timestampMillis);
        if (filling.isFull()) {
            flushFilling();
        }
    }

    /** Sends a whole batch on the main output, behind what was emitted. Takes the batch. */
    public void emit(Batch batch) {
        flushFilling();
        send(batch);
    }

    /** Sends one value on a side output; dropped if nothing reads it. */
    public void side(OutputTag<?> tag, Object value, long timestampMillis) {
        List<OutputGate> gates = sides.get(tag.name());
        if (gates == null) {
            return;
        }
        if (!tag.type().isInstance(value)) {
            throw new OperatorFailure(
                    operator,
                    "operator '" + operator + "' sent a " + value.getClass().getName() + " to side output '"
                            + tag.name() + "', which carries " + tag.type().getName(),
                    new ClassCastException());
        }
        counters.out(1);
        for (OutputGate gate : gates) {
            Batch single = Batch.plain(1, batchLimit);
            single.add(value, timestampMillis);
            addTo(gate, single);
        }
    }

    private void flushFilling() {
        if (!filling.isEmpty()) {
            Batch batch = filling;
            filling = Batch.plain(batch.size(), batchLimit);
            send(batch);
        }
    }

    private void send(Batch batch) {
        counters.out(batch.size());
        steps.run(batch);
        int last = main.size() - 1;
        for (int i = 0; i <= last; i++) {
            addTo(main.get(i), i == last ? batch : batch.copy());
        }
        if (steps.assignsTime()) {
            advanceTo(steps.watermark());
        }
    }

    private void addTo(OutputGate gate, Batch batch) {
        try {
            gate.add(batch);
        } catch (Exception e) {
            throw OperatorFailure.of(operator, e);
        }
    }

    /** Sends the watermark of the input on, unless a step behind this operator makes watermarks of its own. */
    public void watermark(long timeMillis) {
        flushFilling();
        if (!steps.assignsTime() || timeMillis == Element.FINAL_WATERMARK) {
            advanceTo(timeMillis);
        }
    }

    /** To be called when a split ended or became idle, as the watermark may advance by it. */
    public void refreshWatermark() {
        if (steps.assignsTime()) {
            flushFilling();
            advanceTo(steps.watermark());
        }
    }

    private void advanceTo(long timeMillis) {
        if (timeMillis > watermark) {
            watermark = timeMillis;
            steps.publish(timeMillis);
            for (OutputGate gate : all) {
                gate.watermark(timeMillis);
            }
        }
    }

    /** Sends a barrier, idleness or the end of input, behind everything that was emitted. */
    public void control(Element element) {
        flushFilling();
        for (OutputGate gate : all) {
            gate.control(element);
        }
    }

    /**
     * Lets the barrier of a checkpoint overtake what waits for credit, where it can.
     *
     * @return why a barrier keeps its place somewhere, or null if it does nowhere
     */
    public @Nullable NotRecordableException overtake(long checkpointId, InFlightCodec codec) {
        NotRecordableException refused = null;
        for (OutputGate gate : all) {
            NotRecordableException one = gate.overtake(checkpointId, codec);
            refused = one == null ? refused : one;
        }
        return refused;
    }

    /** Sends what is collected, where there is credit. */
    public void flush() {
        flushFilling();
        for (OutputGate gate : all) {
            gate.flush();
        }
    }

    /** True if a flush would send nothing. */
    public boolean isDry() {
        if (!filling.isEmpty()) {
            return false;
        }
        for (OutputGate gate : all) {
            if (!gate.isDry()) {
                return false;
            }
        }
        return true;
    }

    /** True while a gate has more than its credit. */
    public boolean isBlocked() {
        for (OutputGate gate : all) {
            if (gate.isBlocked()) {
                return true;
            }
        }
        return false;
    }

    public StepChain steps() {
        return steps;
    }

    public String operator() {
        return operator;
    }
}
