package io.penstock.engine.gate;

import org.jspecify.annotations.Nullable;

/** Makes the logs of the channels of an edge. */
public abstract class ChannelLogs {
    /** For an edge of which nothing is kept: what it connects restarts together. */
    public static final ChannelLogs NONE = new ChannelLogs() {
        @Override
        @Nullable
        ChannelLog newLog() {
            return null;
        }
    };

    ChannelLogs() {}

    /** For one more channel; null if nothing is kept of it. */
    @Nullable
    abstract ChannelLog newLog();
}
