package io.penstock.workloads;

import java.util.concurrent.locks.LockSupport;

/**
 * A thread that only wants to run at each millisecond. In a process that does nothing else its lateness is that of the
 * machine.
 */
public final class IdleThread implements AutoCloseable {
    private final Lateness lateness = new Lateness(System.nanoTime());
    private volatile boolean closed;

    private IdleThread() {}

    /** One that runs until it is closed. */
    public static IdleThread start() {
        IdleThread idle = new IdleThread();
        Thread thread = new Thread(idle::run, "idle");
        thread.setDaemon(true);
        thread.start();
        return idle;
    }

    private void run() {
        while (!closed) {
            long now = System.nanoTime();
            lateness.runs(now);
            LockSupport.parkNanos(lateness.untilNextNanos(now));
        }
    }

    /** The outcome of a run in another process of this machine, with how late this thread was in its measured part. */
    public Outcome measured(Outcome outcome) {
        // On one machine all processes have the same origin of System.nanoTime, where it is that of CLOCK_MONOTONIC.
        long from = outcome.beganNanos();
        return outcome.withMachine(lateness.between(from, from + (long) (outcome.seconds() * 1e9)));
    }

    @Override
    public void close() {
        closed = true;
    }
}
