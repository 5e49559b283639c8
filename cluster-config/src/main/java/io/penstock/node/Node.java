package io.penstock.node;

import com.typesafe.config.Config;
import io.penstock.Penstock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The actor system of a stand-alone process. One per process; closing it runs the coordinated shutdown. */
public final class Node implements AutoCloseable {
    private final ActorSystem<Void> system;
    private final Duration shutdownLimit;

    private Node(ActorSystem<Void> system, Duration shutdownLimit) {
        this.system = system;
        this.shutdownLimit = shutdownLimit;
    }

    /**
     * Starts a node.
     *
     * @param loader sees the classes of the jobs
     */
    public static Node start(Config config, ClassLoader loader) {
        BootstrapSetup setup = BootstrapSetup.create(config).withClassloader(loader);
        return new Node(
                ActorSystem.create(Behaviors.<Void>empty(), "penstock", setup),
                config.getDuration("penstock.node.shutdown-limit"));
    }

    public Penstock penstock() {
        return Penstock.get(system);
    }

    /**
     * Stops jobs, then actors, in the phases of the coordinated shutdown, and waits for the end of that.
     *
     * @throws CommandException if it takes longer than {@code penstock.node.shutdown-limit}
     */
    @Override
    public void close() {
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().get(shutdownLimit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new CommandException(
                    ExitCode.JOB,
                    "the actor system did not stop within " + shutdownLimit.toSeconds()
                            + " s (penstock.node.shutdown-limit); the process ends now, and the next run goes on from the"
                            + " last checkpoint",
                    e);
        } catch (ExecutionException e) {
            throw new CommandException(ExitCode.JOB, "the actor system did not stop in order: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
