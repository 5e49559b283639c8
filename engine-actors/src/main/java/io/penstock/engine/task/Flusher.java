package io.penstock.engine.task;

import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.operator.TaskOutput;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Flushes the output of a task when its mailbox has run dry: by a message to itself, which stands behind all that is
 * queued. If the task had work between asking and getting it, the mailbox was not dry, and the flush goes behind once
 * more, up to a limit, so that batches fill up under load and nothing waits without it.
 */
final class Flusher {
    private final ActorRef<TaskProtocol.Command> self;
    private final TaskOutput output;
    private final int patience;
    private boolean armed;
    private boolean worked;
    private int waited;

    /** Flush what is collected. */
    enum Flush implements TaskProtocol.Internal {
        DUE
    }

    Flusher(ActorRef<TaskProtocol.Command> self, TaskOutput output, int patience) {
        this.self = self;
        this.output = output;
        this.patience = patience;
    }

    /** The task has handled something. */
    void worked() {
        worked = true;
    }

    /** Asks for a flush if there is anything to flush. */
    void arm() {
        if (!armed && !output.isDry()) {
            armed = true;
            worked = false;
            waited = 0;
            self.tell(Flush.DUE);
        }
    }

    void onFlush() {
        if (worked && waited < patience) {
            worked = false;
            waited++;
            self.tell(Flush.DUE);
            return;
        }
        armed = false;
        output.flush();
    }
}
