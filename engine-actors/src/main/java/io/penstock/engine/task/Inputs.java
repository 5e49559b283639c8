package io.penstock.engine.task;

import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.gate.InputGate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The input gate of a task and the credit it owes for what was handled. Owned by its task. */
final class Inputs {
    private final int threshold;
    private final long generation;
    private List<TaskProtocol.Upstream> upstream = List.of();
    private @Nullable InputGate gate;
    private int[] owed = new int[0];

    Inputs(int credit, long generation) {
        // Half at a time: a sender never waits while the receiver owes it less than that.
        this.threshold = Math.max(1, credit / 2);
        this.generation = generation;
    }

    void connect(List<TaskProtocol.Upstream> senders) {
        upstream = senders;
    }

    /** Opens the gate once the task is restored. Nothing is delivered before every task is. */
    void open(TaskSetup setup, long restoredWatermark) {
        gate = new InputGate(
                setup.channels(),
                generation,
                setup.lastStarted(),
                restoredWatermark,
                setup.settings().credit());
        owed = new int[setup.channels()];
    }

    InputGate gate() {
        if (gate == null) {
            throw new IllegalStateException("a delivery came before the task was ready");
        }
        return gate;
    }

    /** A batch of a channel is handled: its credit goes back, some at a time. */
    void handled(int channel) {
        if (channel == InputGate.RESTORED) {
            return;
        }
        if (++owed[channel] >= threshold) {
            TaskProtocol.Upstream sender = upstream.get(channel);
            sender.sender().tell(new TaskProtocol.Credit(sender.edge(), sender.channel(), generation, owed[channel]));
            owed[channel] = 0;
        }
    }
}
