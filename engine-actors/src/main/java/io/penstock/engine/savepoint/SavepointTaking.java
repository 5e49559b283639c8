package io.penstock.engine.savepoint;

import io.penstock.api.Savepoint;
import io.penstock.engine.checkpoint.CheckpointSettings;
import io.penstock.engine.checkpoint.CompletedCheckpoint;
import io.penstock.engine.checkpoint.CoordinatorProtocol;
import io.penstock.engine.checkpoint.SavepointProtocol;
import io.penstock.engine.checkpoint.SnapshotChunk;
import io.penstock.engine.checkpoint.SnapshotRange;
import io.penstock.engine.checkpoint.SnapshotReader;
import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.checkpoint.TaskSnapshot;
import io.penstock.engine.clock.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Takes one savepoint: asks the coordinator for a checkpoint, and once that is complete and committed copies its
 * snapshots out of the journal, one task after the other, while the job goes on. Tells how it went, and stops. Files are
 * written where calls may block.
 */
public final class SavepointTaking extends AbstractBehavior<SavepointTaking.Command> {
    private final Setup setup;
    private final Executor blocking;
    private final ActorRef<SavepointProtocol.Ready> ready;
    private final ActorRef<TaskProtocol.Internal> reads;
    /** Ranges that are still to be copied: of one task after the other, each part of one persistence id. */
    private final ArrayDeque<Part> parts = new ArrayDeque<>();

    private SavepointProtocol.@Nullable Ready checkpoint;
    private @Nullable SavepointDraft draft;
    private boolean published;

    /**
     * What to take.
     *
     * @param folder where to
     * @param ingress names of the sources that cannot be rewound; their savepoint is one of a stop that empties them
     * @param stop if there, only the last checkpoint of the job will do, and the job is told this
     * @param blockingDispatcher where files are written
     */
    public record Setup(
            String jobName,
            Path folder,
            List<String> ingress,
            Optional<CoordinatorProtocol.Stop> stop,
            CheckpointSettings checkpoints,
            SavepointSettings savepoints,
            String blockingDispatcher,
            Clock clock,
            ActorRef<CoordinatorProtocol.Command> coordinator,
            ActorRef<Outcome> replyTo) {}

    /**
     * How it went: one of both is there.
     *
     * @param taking who says so
     */
    public record Outcome(
            ActorRef<Command> taking,
            @Nullable Savepoint savepoint,
            @Nullable Throwable failure) {}

    /** What the actor is told, by itself and by its readers. */
    public sealed interface Command {}

    /** The job ends: no further checkpoint is complete. */
    public record JobEnds() implements Command {}

    private record Committed(SavepointProtocol.Ready checkpoint) implements Command {}

    private record Drafted(SavepointDraft draft) implements Command {}

    private record Read(TaskProtocol.Internal told) implements Command {}

    private record Proceed() implements Command {}

    private record Published(Savepoint savepoint) implements Command {}

    private record Failed(Throwable cause) implements Command {}

    private record TooLate() implements Command {}

    /** Ranges of one persistence id, or none at all if all of it is inline; {@code first} and {@code end} of the snapshot of a task. */
    private record Part(TaskSnapshot task, List<SnapshotRange> ranges, boolean first, boolean end) {}

    private SavepointTaking(ActorContext<Command> context, TimerScheduler<Command> timers, Setup setup) {
        super(context);
        this.setup = setup;
        this.blocking =
                context.getSystem().dispatchers().lookup(DispatcherSelector.fromConfig(setup.blockingDispatcher()));
        this.ready = context.messageAdapter(SavepointProtocol.Ready.class, Committed::new);
        this.reads = context.messageAdapter(TaskProtocol.Internal.class, Read::new);
        timers.startSingleTimer(new TooLate(), setup.savepoints().timeout());
        context.watch(setup.coordinator());
        setup.coordinator().tell(new SavepointProtocol.Take(setup.stop().isPresent(), ready));
        // From here, so that the coordinator knows of the savepoint before it begins the last checkpoint.
        setup.stop().ifPresent(stop -> setup.coordinator().tell(stop));
    }

    public static Behavior<Command> create(Setup setup) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new SavepointTaking(context, timers, setup)));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Committed.class, this::onCommitted)
                .onMessage(Drafted.class, this::onDrafted)
                .onMessage(Read.class, this::onRead)
                .onMessage(Proceed.class, proceed -> copyNext())
                .onMessage(Published.class, this::onPublished)
                .onMessage(Failed.class, failed -> fail(failed.cause()))
                .onMessage(TooLate.class, late -> onTooLate())
                .onMessage(JobEnds.class, end -> onJobEnds())
                .onSignal(Terminated.class, gone -> onCoordinatorGone())
                .onSignal(PostStop.class, stop -> onPostStop())
                .build();
    }

    private interface Step {
        Command run() throws Exception;
    }

    /** Runs a step where it may block; what it gives comes back as a message. */
    private void pipe(Step step) {
        Callable<Command> call = step::run;
        getContext()
                .pipeToSelf(
                        CompletableFuture.supplyAsync(
                                () -> {
                                    try {
                                        return call.call();
                                    } catch (Exception e) {
                                        throw new CompletionException(e);
                                    }
                                },
                                blocking),
                        (next, failure) -> failure == null ? next : new Failed(failure));
    }

    private Behavior<Command> onCommitted(Committed committed) {
        checkpoint = committed.checkpoint();
        for (TaskSnapshot task : committed.checkpoint().checkpoint().tasks()) {
            addParts(task);
        }
        String id = setup.clock().freshId();
        pipe(() -> new Drafted(SavepointDraft.create(
                setup.folder(), id, committed.checkpoint().history().graph().orElseThrow())));
        return this;
    }

    private void addParts(TaskSnapshot task) {
        List<List<SnapshotRange>> runs = new ArrayList<>();
        for (SnapshotRange range : task.ranges()) {
            List<SnapshotRange> run = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            if (run == null || !run.get(0).persistenceId().equals(range.persistenceId())) {
                run = new ArrayList<>();
                runs.add(run);
            }
            run.add(range);
        }
        if (runs.isEmpty()) {
            runs.add(List.of());
        }
        for (int i = 0; i < runs.size(); i++) {
            parts.add(new Part(task, List.copyOf(runs.get(i)), i == 0, i == runs.size() - 1));
        }
    }

    private Behavior<Command> onDrafted(Drafted drafted) {
        draft = drafted.draft();
        return copyNext();
    }

    private SavepointDraft draft() {
        SavepointDraft known = draft;
        if (known == null) {
            throw new IllegalStateException("the savepoint " + setup.folder() + " is not begun");
        }
        return known;
    }

    private Behavior<Command> copyNext() {
        Part part = parts.peek();
        SavepointDraft into = draft();
        if (part == null) {
            pipe(() -> new Published(into.publish(manifest(into))));
            return this;
        }
        if (part.ranges().isEmpty()) {
            endTask(part);
            return this;
        }
        // Chunks are written on the thread of the reader, which is one that may block.
        Adapter.actorOf(
                getContext(),
                SnapshotReader.props(
                                setup.checkpoints().journalPlugin(),
                                setup.checkpoints().snapshotPlugin(),
                                part.ranges(),
                                new Chunks(into, part),
                                Adapter.toClassic(reads))
                        .withDispatcher(setup.blockingDispatcher()));
        return this;
    }

    /** What the reader of a part does with its chunks. */
    private static final class Chunks implements java.util.function.Consumer<byte[]> {
        private final SavepointDraft draft;
        private final Part part;
        private boolean begun;

        Chunks(SavepointDraft draft, Part part) {
            this.draft = draft;
            this.part = part;
        }

        @Override
        public void accept(byte[] chunk) {
            try {
                if (!begun && part.first()) {
                    draft.begin(part.task().task());
                }
                begun = true;
                draft.chunk(chunk);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Behavior<Command> onRead(Read read) {
        if (read.told() instanceof SnapshotReader.Failed failed) {
            return fail(failed.cause());
        }
        Part done = parts.element();
        if (done.end()) {
            endTask(done);
            return this;
        }
        parts.remove();
        return copyNext();
    }

    /** What of the snapshot is not in events of its own comes last. */
    private void endTask(Part last) {
        parts.remove();
        SavepointDraft into = draft();
        pipe(() -> {
            if (last.ranges().isEmpty()) {
                into.begin(last.task().task());
            }
            for (SnapshotChunk chunk : last.task().inline()) {
                into.chunk(chunk.bytes());
            }
            into.end();
            return new Proceed();
        });
    }

    private SavepointManifest manifest(SavepointDraft written) {
        SavepointProtocol.Ready known = checkpoint;
        if (known == null) {
            throw new IllegalStateException("there is no checkpoint to copy to " + setup.folder());
        }
        CompletedCheckpoint copied = known.checkpoint();
        return new SavepointManifest(
                setup.ingress().isEmpty() ? SavepointManifest.WITHOUT_INGRESS : SavepointManifest.WITH_INGRESS,
                written.id(),
                setup.jobName(),
                known.history().jobId(),
                copied.id(),
                copied.generation(),
                known.history().lastStarted(),
                known.history().generation(),
                Instant.ofEpochMilli(copied.completedMillis()),
                known.last(),
                setup.ingress(),
                known.history().graph().orElseThrow(),
                written.tasks(),
                written.schemas());
    }

    private Behavior<Command> onPublished(Published done) {
        published = true;
        setup.replyTo().tell(new Outcome(getContext().getSelf(), done.savepoint(), null));
        return Behaviors.stopped();
    }

    private Behavior<Command> onTooLate() {
        Duration timeout = setup.savepoints().timeout();
        return fail(new SavepointException(
                checkpoint == null
                        ? "no checkpoint was complete and committed within " + timeout
                                + " (penstock.savepoint.timeout): the status and the log say what holds checkpoints up"
                        : "the savepoint was not written within " + timeout + " (penstock.savepoint.timeout)"));
    }

    private Behavior<Command> onJobEnds() {
        return checkpoint == null
                ? fail(new SavepointException("the job ended before a checkpoint for the savepoint was complete"))
                : this;
    }

    private Behavior<Command> onCoordinatorGone() {
        return fail(new SavepointException("the journal of the job failed, or the job ended, before the savepoint was"
                + " written: ask again once the job runs"));
    }

    private Behavior<Command> fail(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof UncheckedIOException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        setup.replyTo()
                .tell(new Outcome(
                        getContext().getSelf(),
                        null,
                        cause instanceof SavepointException
                                ? cause
                                : new SavepointException(
                                        "the savepoint could not be written to " + setup.folder() + ": " + cause,
                                        cause)));
        return Behaviors.stopped();
    }

    private Behavior<Command> onPostStop() {
        setup.coordinator().tell(new SavepointProtocol.Release(ready));
        SavepointDraft unfinished = draft;
        if (unfinished != null && !published) {
            blocking.execute(unfinished::abandon);
        }
        return this;
    }
}
