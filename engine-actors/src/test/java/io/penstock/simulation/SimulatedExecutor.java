package io.penstock.simulation;

import com.typesafe.config.Config;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;

/** Dispatchers that run on the simulated thread. Made by the actor system. */
public final class SimulatedExecutor extends ExecutorServiceConfigurator {
    private final SimulatedThread thread = SimulatedThread.current();
    private final boolean blocking;

    public SimulatedExecutor(Config config, DispatcherPrerequisites prerequisites) {
        super(config, prerequisites);
        blocking = config.hasPath("simulated-blocking") && config.getBoolean("simulated-blocking");
    }

    @Override
    public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
        return () -> new OneThread(thread, blocking);
    }

    private static final class OneThread extends AbstractExecutorService {
        private final SimulatedThread thread;
        private final boolean blocking;

        OneThread(SimulatedThread thread, boolean blocking) {
            this.thread = thread;
            this.blocking = blocking;
        }

        @Override
        public void execute(Runnable task) {
            if (blocking) {
                thread.executeBlocking(task);
            } else {
                thread.execute(task);
            }
        }

        /** The thread outlives its dispatchers. */
        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }
}
