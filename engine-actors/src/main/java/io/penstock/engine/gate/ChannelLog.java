package io.penstock.engine.gate;

import io.penstock.engine.element.Element;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one channel can send again, so that a new receiver can be brought to where the old one was: all that followed a
 * completed checkpoint, and how the channel stood at its barrier. Not thread-safe: owned by the task that sends.
 */
interface ChannelLog {
    /** Keeps an element that is being sent. */
    void sent(Element element);

    /** True if all that followed this completed checkpoint is kept. Drops what came before. */
    boolean reaches(long checkpointId);

    /** How the channel stood at the barrier of that checkpoint. */
    ChannelState stateAtBarrier();

    /**
     * Begins to send again what followed the barrier, without the barriers in it: those are of checkpoints that came to
     * nothing. What is at hand is taken out, to be sent in order and with that kept again; the rest is played.
     */
    List<Element> sendAgain();

    /** True while the log gives elements that were sent before, by {@link #played}; it keeps those. */
    default boolean isPlaying() {
        return false;
    }

    /** The next element that is played, or null as long as it is not at hand. It stays the next until {@link #playNext}. */
    default @Nullable Element played() {
        return null;
    }

    /** Goes on behind the element that is played. */
    default void playNext() {}

    /** True if nothing more should be sent now, as too much is not safely kept yet. */
    default boolean isFull() {
        return false;
    }

    /** Has something run each time an element to be played is at hand again. */
    default void onPlayable(Runnable action) {}
}
