package io.penstock.engine.gate;

/** A channel lost, repeated or overfilled something. Fails the task, which is restarted from a checkpoint. */
public final class ChannelBrokenException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    ChannelBrokenException(String message) {
        super(message);
    }
}
