package io.penstock.simulation;

import org.jspecify.annotations.Nullable;

/** Stands between the actors and their mailboxes, and between blocking calls and their time. */
interface Interceptor {
    /** Changes nothing. */
    Interceptor NONE = new Interceptor() {};

    /**
     * A message is sent.
     *
     * @param from the actor that runs, or null if it comes from a timer, a blocking call or the test
     * @return what goes into the mailbox: the message, another one in its place, or null if nothing does for now
     */
    default @Nullable Object onSend(@Nullable Address from, Address to, Object message) {
        return message;
    }

    /** A message is taken out of its mailbox: what the actor gets. */
    default Object onHandle(Address by, Object message) {
        return message;
    }

    /** How long the next blocking call waits before it runs; 0 = no longer than its turn. */
    default long blockingNanos() {
        return 0;
    }
}
