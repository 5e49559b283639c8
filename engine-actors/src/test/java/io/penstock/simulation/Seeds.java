package io.penstock.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.slf4j.LoggerFactory;

/** Runs seeds, each thread with an actor system of its own. */
final class Seeds {
    private Seeds() {}

    /**
     * Runs seeds from {@code first} on until all are run or one of them is enough, each time with what the seed came to.
     *
     * @param enough called by several threads, one at a time
     */
    static void run(long first, long count, int threads, Options options, Predicate<Outcome> enough) {
        quietly(() -> {
            AtomicLong next = new AtomicLong(first);
            List<Thread> running = new ArrayList<>();
            List<Throwable> broken = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Thread thread = new Thread(() -> {
                    try (SimulatedSystem system = new SimulatedSystem()) {
                        warmUp(system);
                        long seed = next.getAndIncrement();
                        while (seed < first + count) {
                            Outcome outcome = run(system, seed, options);
                            synchronized (broken) {
                                if (enough.test(outcome)) {
                                    next.set(first + count);
                                }
                            }
                            seed = next.getAndIncrement();
                        }
                    } catch (RuntimeException | Error e) {
                        next.set(first + count);
                        synchronized (broken) {
                            broken.add(e);
                        }
                    }
                });
                running.add(thread);
                thread.start();
            }
            for (Thread thread : running) {
                thread.join();
            }
            if (!broken.isEmpty()) {
                throw new AssertionError("the simulation itself failed", broken.get(0));
            }
        });
    }

    /** The first run in a system takes a few steps more, in which Pekko makes what it makes once. */
    private static void warmUp(SimulatedSystem system) {
        run(system, 0, Options.DEFAULT.limited(1, 0));
    }

    private static Outcome run(SimulatedSystem system, long seed, Options options) {
        try {
            return SimulatedRun.run(system, seed, options);
        } catch (RuntimeException e) {
            throw new IllegalStateException("seed " + seed + ": " + e, e);
        }
    }

    /** One seed. */
    static Outcome run(long seed, Options options) {
        List<Outcome> outcomes = new ArrayList<>();
        run(seed, 1, 1, options, outcomes::add);
        return outcomes.get(0);
    }

    /** How many threads are worth it. */
    static int threads() {
        return Math.max(1, Runtime.getRuntime().availableProcessors());
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    /** What the engine logs about injected faults would be gigabytes. */
    private static void quietly(Work work) {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        root.setLevel(Level.OFF);
        try {
            work.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while seeds were running", e);
        } finally {
            root.setLevel(before);
        }
    }
}
