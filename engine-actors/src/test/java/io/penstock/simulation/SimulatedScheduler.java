package io.penstock.simulation;

import com.typesafe.config.Config;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.actor.AbstractScheduler;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.dispatch.MessageDispatcher;
import org.apache.pekko.event.LoggingAdapter;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/** The timers of a simulated actor system. Made by the actor system. */
public final class SimulatedScheduler extends AbstractScheduler {
    private static final Cancellable NEVER = new Cancellable() {
        @Override
        public boolean cancel() {
            return true;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }
    };

    private final SimulatedThread thread = SimulatedThread.current();

    public SimulatedScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {}

    @Override
    public Cancellable scheduleOnce(FiniteDuration delay, Runnable task, ExecutionContext executor) {
        if (isOfDispatcher(task)) {
            return NEVER;
        }
        return cancellable(thread.after(delay.toNanos(), task));
    }

    @Override
    @SuppressWarnings("deprecation") // what it stands for is abstract all the same
    public Cancellable schedule(
            FiniteDuration delay, FiniteDuration interval, Runnable task, ExecutionContext executor) {
        throw new UnsupportedOperationException(
                "nothing in the engine repeats by itself; if something does now, give the simulation repeating timers");
    }

    /** Dispatchers ask to be shut down when they had no actors for a while, which may be in the next run. */
    private static boolean isOfDispatcher(Runnable task) {
        return task.getClass().getName().startsWith(MessageDispatcher.class.getName());
    }

    private static Cancellable cancellable(SimulatedThread.Due due) {
        return new Cancellable() {
            @Override
            public boolean cancel() {
                return due.cancel();
            }

            @Override
            public boolean isCancelled() {
                return due.isCancelled();
            }
        };
    }

    @Override
    public double maxFrequency() {
        return 1e9;
    }
}
