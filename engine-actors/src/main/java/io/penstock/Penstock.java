package io.penstock;

import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.api.JobStatus;
import io.penstock.api.RunOptions;
import io.penstock.api.Savepoint;
import io.penstock.engine.clock.Clock;
import io.penstock.engine.job.EngineSettings;
import io.penstock.engine.job.JobProgress;
import io.penstock.engine.job.JobSetup;
import io.penstock.engine.job.JobSupervisor;
import io.penstock.engine.savepoint.SavepointException;
import io.penstock.engine.savepoint.SavepointFolder;
import io.penstock.graph.JobGraph;
import io.penstock.graph.PathGuarantee;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.Props;

/**
 * Penstock in an actor system: runs jobs beside whatever else the system does. Makes no second system, and stops its
 * jobs in the phase {@code service-stop} of the coordinated shutdown: sources first, then a last checkpoint, then the
 * actors. Thread-safe.
 *
 * <pre>{@code
 * JobHandle handle = Penstock.get(system).run(job);
 * }</pre>
 */
public final class Penstock implements Extension {
    private static final Id ID = new Id();

    private final ActorSystem<?> system;
    private final EngineSettings settings;
    private final Clock clock;
    private final Map<String, Handle> jobs = new HashMap<>();
    private long started;

    private static final class Id extends ExtensionId<Penstock> {
        @Override
        public Penstock createExtension(ActorSystem<?> system) {
            return new Penstock(system);
        }
    }

    private Penstock(ActorSystem<?> system) {
        this.system = system;
        this.settings = new EngineSettings(system.settings().config());
        this.clock = Clock.system();
        CoordinatedShutdown.get(system)
                .addTask(CoordinatedShutdown.PhaseServiceStop(), "penstock-stop-jobs", this::stopAll);
        String overflow = system.settings().config().getString("pekko.persistence.typed.stash-overflow-strategy");
        if (!overflow.equals("fail")) {
            system.log()
                    .warn(
                            "pekko.persistence.typed.stash-overflow-strategy is '{}', which loses commands to persistent"
                                    + " actors without a word once their stash is full; set it to 'fail'",
                            overflow);
        }
    }

    /** The extension of a system. To be had from a classic system by {@code Adapter.toTyped(system)}. */
    public static Penstock get(ActorSystem<?> system) {
        return ID.apply(system);
    }

    /**
     * Runs a job. If the journal knows a job of this name, it goes on from its last completed checkpoint.
     *
     * @throws io.penstock.graph.InvalidJobException if the job is not well formed
     * @throws IllegalArgumentException if a setting is not legal
     * @throws IllegalStateException if a job of this name runs in this system already
     */
    public JobHandle run(Job job) {
        return run(job, RunOptions.none());
    }

    /**
     * As {@link #run(Job)}, with more to say on how the job begins. A savepoint that cannot be used ends the job as {@code
     * Suspended}, with the cause; nothing is changed then.
     */
    public JobHandle run(Job job, RunOptions options) {
        JobGraph graph =
                job.graph(settings.parallelism()).configured(system.settings().config());
        JobSetup setup = settings.setup(graph, clock).with(options);
        JobSupervisor.check(setup);
        PathGuarantee.of(graph).forEach(path -> system.log()
                .info(
                        "job {}: {}{}",
                        graph.jobName(),
                        path,
                        path.reasons().isEmpty() ? "" : ", as " + String.join(", and ", path.reasons())));
        synchronized (jobs) {
            Handle running = jobs.get(graph.jobName());
            if (running != null && !running.end().toCompletableFuture().isDone()) {
                throw new IllegalStateException("job '" + graph.jobName()
                        + "' runs in this system already: stop it first, or give the job another name");
            }
            JobProgress progress = new JobProgress();
            ActorRef<JobSupervisor.Command> supervisor = system.systemActorOf(
                    JobSupervisor.create(setup, progress),
                    "penstock-" + graph.jobName() + "-" + ++started,
                    Props.empty().withDispatcherFromConfig(setup.tasks().dispatcher()));
            Handle handle = new Handle(graph, progress, supervisor);
            jobs.put(graph.jobName(), handle);
            return handle;
        }
    }

    /** The job of a name that was run in this system, also when it has ended. */
    public Optional<JobHandle> job(String name) {
        synchronized (jobs) {
            return Optional.ofNullable(jobs.get(name));
        }
    }

    private CompletionStage<Done> stopAll() {
        List<Handle> all;
        synchronized (jobs) {
            all = List.copyOf(jobs.values());
        }
        CompletableFuture<?>[] ends =
                all.stream().map(handle -> handle.stop().toCompletableFuture()).toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(ends).thenApply(ended -> Done.getInstance());
    }

    private record Handle(JobGraph graph, JobProgress progress, ActorRef<JobSupervisor.Command> supervisor)
            implements JobHandle {
        @Override
        public String name() {
            return graph.jobName();
        }

        @Override
        public JobStatus status() {
            return progress.status();
        }

        @Override
        public CompletionStage<JobEnd> end() {
            return progress.end();
        }

        @Override
        public CompletionStage<JobEnd> stop() {
            if (!hasEnded()) {
                supervisor.tell(new JobSupervisor.Stop());
            }
            return end();
        }

        @Override
        public CompletionStage<JobEnd> drain() {
            if (!hasEnded()) {
                supervisor.tell(new JobSupervisor.Drain());
            }
            return end();
        }

        private boolean hasEnded() {
            return end().toCompletableFuture().isDone();
        }

        @Override
        public CompletionStage<Savepoint> savepoint(Path folder) {
            return ask(folder, result -> new JobSupervisor.TakeSavepoint(folder, result));
        }

        @Override
        public CompletionStage<Savepoint> stopWithSavepoint(Path folder) {
            return ask(folder, result -> new JobSupervisor.StopWithSavepoint(folder, result));
        }

        private CompletionStage<Savepoint> ask(
                Path folder, Function<CompletableFuture<Savepoint>, JobSupervisor.Command> command) {
            CompletableFuture<Savepoint> result = new CompletableFuture<>();
            try {
                // Before a job is stopped for it.
                SavepointFolder.refuseIfTaken(folder);
            } catch (SavepointException e) {
                return CompletableFuture.failedStage(e);
            }
            supervisor.tell(command.apply(result));
            // A supervisor that has ended, now or before it took the command, answers nothing.
            progress.end()
                    .thenAccept(end -> result.completeExceptionally(new SavepointException(
                            "job '" + name() + "' has ended: a savepoint is taken of a running job")));
            return result.minimalCompletionStage();
        }
    }
}
