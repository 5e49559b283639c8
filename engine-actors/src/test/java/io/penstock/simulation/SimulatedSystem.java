package io.penstock.simulation;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.penstock.api.RunOptions;
import io.penstock.api.Savepoint;
import io.penstock.engine.fakes.JournalStorage;
import io.penstock.engine.fakes.ScriptedJournal;
import io.penstock.engine.job.EngineSettings;
import io.penstock.engine.job.JobProgress;
import io.penstock.engine.job.JobSupervisor;
import io.penstock.graph.JobGraph;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import scala.Function0;
import scala.concurrent.BlockContext;
import scala.concurrent.CanAwait;

/**
 * The actor system of the simulation: a real one, whose dispatchers, mailboxes and timers are the simulated ones. One
 * serves all runs of a thread, one after the other, as making one takes longer than a run.
 */
final class SimulatedSystem implements AutoCloseable {
    private static final AtomicInteger SYSTEMS = new AtomicInteger();
    private static final long STEPS_TO_STOP = 100_000;
    private static final Config CONFIG = ConfigFactory.parseString("""
            pekko {
              loglevel = "OFF"
              stdout-loglevel = "OFF"
              log-dead-letters = off
              jvm-shutdown-hooks = off
              library-extensions = []
              scheduler.implementation = "io.penstock.simulation.SimulatedScheduler"
              actor {
                default-dispatcher = ${simulation.dispatcher}
                internal-dispatcher = ${simulation.dispatcher}
                default-blocking-io-dispatcher = ${simulation.dispatcher} { simulated-blocking = on }
                default-mailbox.mailbox-type = "io.penstock.simulation.SimulatedMailbox"
                typed.default-mailbox.mailbox-type = "io.penstock.simulation.SimulatedMailbox"
                mailbox.unbounded-deque-based.mailbox-type = "io.penstock.simulation.SimulatedMailbox"
              }
              persistence.dispatchers {
                default-plugin-dispatcher = ${simulation.dispatcher}
                default-replay-dispatcher = ${simulation.dispatcher}
                default-stream-dispatcher = ${simulation.dispatcher}
              }
              persistence.journal-plugin-fallback.replay-filter.mode = fail
              persistence.max-concurrent-recoveries = 1000
            }
            penstock.task-dispatcher = ${simulation.dispatcher}
            simulation.dispatcher {
              type = Dispatcher
              executor = "io.penstock.simulation.SimulatedExecutor"
              throughput = 1
            }
            """);

    private final String store = "simulation-" + SYSTEMS.incrementAndGet();
    private final SimulatedThread thread = SimulatedThread.current();
    private final ExtendedActorSystem system = create();
    private long processes;

    SimulatedSystem() {
        settle();
    }

    /** Starting an actor system waits for its loggers, which run on this very thread. */
    private ExtendedActorSystem create() {
        BlockContext turns = new BlockContext() {
            @Override
            public <T> T blockOn(Function0<T> wait, CanAwait permission) {
                settle();
                return wait.apply();
            }
        };
        Config config = CONFIG.withFallback(ScriptedJournal.config(store))
                .withFallback(ConfigFactory.load())
                .resolve();
        return (ExtendedActorSystem)
                BlockContext.withBlockContext(turns, () -> ActorSystem.create("simulation", config));
    }

    /** What all processes of a run find in the journal. */
    JournalStorage journal() {
        return JournalStorage.named(store);
    }

    /** One life of a process: a job's supervisor and all below it. */
    final class Life {
        private final JobProgress progress = new JobProgress();
        private final org.apache.pekko.actor.typed.ActorRef<JobSupervisor.Command> supervisor;

        private Life(JobGraph graph, Config settings, RunOptions options) {
            supervisor = Adapter.toTyped(system)
                    .systemActorOf(
                            JobSupervisor.create(
                                    new EngineSettings(settings)
                                            .setup(graph, thread)
                                            .with(options),
                                    progress),
                            "simulated-" + ++processes,
                            Props.empty());
        }

        JobProgress progress() {
            return progress;
        }

        void stopJob() {
            supervisor.tell(new JobSupervisor.Stop());
        }

        void drainJob() {
            supervisor.tell(new JobSupervisor.Drain());
        }

        /** Asks for a savepoint, of a checkpoint in between or of the last one of a stop. */
        CompletableFuture<Savepoint> takeSavepoint(Path folder, boolean stop) {
            CompletableFuture<Savepoint> result = new CompletableFuture<>();
            supervisor.tell(
                    stop
                            ? new JobSupervisor.StopWithSavepoint(folder, result)
                            : new JobSupervisor.TakeSavepoint(folder, result));
            return result;
        }

        /** Nothing of it is left afterwards, and nothing of what its actors still did is seen by anyone. */
        void die() {
            ActorRef classic = Adapter.toClassic(supervisor);
            system.stop(classic);
            thread.drain(classic.path().toString(), STEPS_TO_STOP);
        }
    }

    Life start(JobGraph graph, Config settings, RunOptions options) {
        return new Life(graph, settings, options);
    }

    private void settle() {
        thread.drain("system", STEPS_TO_STOP);
    }

    @Override
    public void close() {
        system.terminate();
        settle();
    }
}
