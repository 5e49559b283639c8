package io.penstock.connector.contract;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Finds threads that a connector started and did not end. */
final class Threads {
    /** Started by the JDK itself when they are first needed, and kept. */
    private static final List<String> OF_THE_JDK = List.of(
            "ForkJoinPool.commonPool", "process reaper", "Common-Cleaner", "Cleaner-", "Keep-Alive", "Attach Listener");

    private Threads() {}

    /** Waits until all threads that were not there before have ended. */
    static void assertEnded(Set<Thread> before, Duration patience, Predicate<Thread> allowed)
            throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        Set<Thread> started = new HashSet<>(Thread.getAllStackTraces().keySet());
        started.removeAll(before);
        for (Thread thread : started) {
            if (ofTheJdk(thread) || allowed.test(thread)) {
                continue;
            }
            long left = Math.max(1, (until - System.nanoTime()) / 1_000_000);
            thread.join(left);
            if (thread.isAlive()) {
                fail("thread '" + thread.getName() + "' was started by the connector and is alive "
                        + patience.toSeconds() + " s after all was closed; it is at "
                        + List.of(thread.getStackTrace()).stream().limit(5).toList());
            }
        }
    }

    private static boolean ofTheJdk(Thread thread) {
        return OF_THE_JDK.stream().anyMatch(thread.getName()::startsWith);
    }
}
