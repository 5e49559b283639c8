package io.penstock.connector.socket;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of connections. */
final class Threads {
    private static final Logger LOG = LoggerFactory.getLogger(Threads.class);
    private static final long END_MILLIS = 10_000;

    private Threads() {}

    /** Starts a thread that does not keep the JVM alive. */
    static Thread start(String name, Runnable run) {
        Thread thread = new Thread(run, "penstock-socket-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Interrupts a thread and waits for its end; one that does not end is logged, and false. */
    static boolean end(Thread thread) throws InterruptedException {
        if (thread == Thread.currentThread()) {
            return true;
        }
        thread.interrupt();
        thread.join(END_MILLIS);
        if (thread.isAlive()) {
            LOG.warn("thread {} has not ended {} ms after it was told to", thread.getName(), END_MILLIS);
            return false;
        }
        return true;
    }
}
