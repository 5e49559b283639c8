package io.penstock.simulation;

import io.penstock.connector.Sink;
import io.penstock.engine.fakes.JournalStorage;
import org.jspecify.annotations.Nullable;

/**
 * A bug that the simulation must find. It is planted from outside of the engine: by what happens to messages on their way,
 * to what the journal keeps and gives back, or by what sinks and sources do, so that the engine behaves as one with that
 * bug does. Made anew for each run. Each method changes nothing unless it is overridden.
 */
abstract class PlantedBug {
    /** No bug. */
    static final class None extends PlantedBug {}

    /** Sends messages that the engine did not send, on the ways that its own take. */
    interface Post {
        void send(Address from, Address to, Object message);
    }

    /** As {@link Interceptor#onSend}; before the faults. */
    @Nullable
    Object onSend(Address from, Address to, Object message, Post post) {
        return message;
    }

    /** A message of a generation that is over, as its receiver in the current one gets it. */
    Object stale(Object message, long current) {
        return message;
    }

    /** What is read from the journal in the place of an event, or null to leave it out. */
    @Nullable
    Object onReplayed(String persistenceId, Object event, JournalStorage journal) {
        return event;
    }

    /** The process is gone; the next one finds the journal as this leaves it. */
    void onDeath(JournalStorage journal) {}

    /** The position that a reader reports. */
    EventSource.Split position(EventSource.Split split) {
        return split;
    }

    /** A sink of the job. */
    Sink<Object, Target.Committable> sink(TransactionalSink sink) {
        return sink;
    }
}
