package io.penstock.engine.savepoint;

import io.penstock.engine.checkpoint.CheckpointSettings;
import io.penstock.engine.checkpoint.CompletedCheckpoint;
import io.penstock.engine.checkpoint.CoordinatorProtocol;
import io.penstock.engine.checkpoint.GraphRecord;
import io.penstock.engine.checkpoint.SavepointOrigin;
import io.penstock.engine.checkpoint.SavepointProtocol;
import io.penstock.engine.checkpoint.SnapshotRange;
import io.penstock.engine.checkpoint.SnapshotWriter;
import io.penstock.engine.checkpoint.TaskId;
import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.checkpoint.TaskSnapshot;
import io.penstock.engine.clock.Clock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;

/**
 * Brings a job to what a savepoint holds, before its first generation begins: reads the whole savepoint once, so that
 * nothing is written if it is damaged; asks the coordinator whether it may be used; writes its snapshots into the job's
 * own journal; and has the coordinator write down that they are a checkpoint. That last event decides: a process that
 * dies before it has changed nothing that counts, one that dies behind it needs the folder no more.
 */
public final class SavepointStart extends AbstractBehavior<SavepointStart.Command> {
    private final Setup setup;
    private final Executor blocking;
    private final ActorRef writes;
    private final List<TaskSnapshot> written = new ArrayList<>();

    private @Nullable SavepointFolder folder;
    private SavepointProtocol.@Nullable Accepted accepted;
    private @Nullable Task task;

    /**
     * What to start.
     *
     * @param graph of the job now
     * @param ingress true if a source of the job now cannot be rewound
     * @param options the savepoint, and what is allowed
     */
    public record Setup(
            String jobName,
            GraphRecord graph,
            boolean ingress,
            Options options,
            CheckpointSettings checkpoints,
            String blockingDispatcher,
            Clock clock,
            org.apache.pekko.actor.typed.ActorRef<CoordinatorProtocol.Command> coordinator,
            org.apache.pekko.actor.typed.ActorRef<Outcome> replyTo) {}

    /**
     * From where to start.
     *
     * @param allowRewind also if the journal knows later checkpoints
     * @param mayDrop names of operators whose state is given up
     */
    public record Options(Path folder, boolean allowRewind, Set<String> mayDrop) {}

    /** How it went. */
    public sealed interface Outcome {}

    /** The next generation starts from the savepoint; or, {@code before}, from what the job did since it did so. */
    public record Started(SavepointManifest savepoint, boolean before) implements Outcome {}

    /** Nothing was changed. */
    public record Refused(Throwable cause) implements Outcome {}

    /** What the actor is told, by itself and by its writer. */
    public sealed interface Command {}

    private record Verified(SavepointFolder folder) implements Command {}

    private record Answered(SavepointProtocol.OfferReply reply) implements Command {}

    private record Opened(ChunkFile.Reader reader) implements Command {}

    private record ChunkRead(byte @Nullable [] chunk) implements Command {}

    private record Told(TaskProtocol.Internal told) implements Command {}

    private record Adopted() implements Command {}

    private record Failed(Throwable cause) implements Command {}

    /** The snapshot that is being written. */
    private static final class Task {
        final SavepointManifest.TaskFile file;
        final ActorRef writer;
        ChunkFile.@Nullable Reader reader;
        boolean writing;
        boolean reading;
        boolean atEnd;

        Task(SavepointManifest.TaskFile file, ActorRef writer) {
            this.file = file;
            this.writer = writer;
        }
    }

    private SavepointStart(ActorContext<Command> context, Setup setup) {
        super(context);
        this.setup = setup;
        this.blocking =
                context.getSystem().dispatchers().lookup(DispatcherSelector.fromConfig(setup.blockingDispatcher()));
        this.writes = Adapter.toClassic(context.messageAdapter(TaskProtocol.Internal.class, Told::new));
        pipe(() -> {
            SavepointFolder opened = SavepointFolder.open(setup.options().folder());
            opened.verify();
            return new Verified(opened);
        });
    }

    public static Behavior<Command> create(Setup setup) {
        return Behaviors.setup(context -> new SavepointStart(context, setup));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Verified.class, this::onVerified)
                .onMessage(Answered.class, this::onAnswered)
                .onMessage(Opened.class, this::onOpened)
                .onMessage(ChunkRead.class, this::onChunkRead)
                .onMessage(Told.class, this::onTold)
                .onMessage(Adopted.class, adopted -> end(new Started(folder().manifest(), false)))
                .onMessage(Failed.class, failed -> refuse(failed.cause()))
                .onSignal(Terminated.class, gone -> onWriterGone())
                .build();
    }

    private interface Step {
        Command run() throws Exception;
    }

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

    private SavepointFolder folder() {
        SavepointFolder known = folder;
        if (known == null) {
            throw new IllegalStateException("the savepoint is not verified");
        }
        return known;
    }

    private Behavior<Command> onVerified(Verified verified) {
        folder = verified.folder();
        SavepointManifest manifest = folder().manifest();
        if (!manifest.jobName().equals(setup.jobName())) {
            return refuse(
                    new SavepointException("the savepoint " + setup.options().folder() + " is of job '"
                            + manifest.jobName() + "', and this is job '" + setup.jobName()
                            + "': start the job under the name it had"));
        }
        setup.coordinator()
                .tell(new SavepointProtocol.Offer(
                        manifest.savepoint(),
                        manifest.jobId(),
                        manifest.checkpoint(),
                        manifest.lastStarted(),
                        manifest.lastGeneration(),
                        setup.options().allowRewind(),
                        setup.ingress() || !manifest.ingress().isEmpty(),
                        getContext().messageAdapter(SavepointProtocol.OfferReply.class, Answered::new)));
        return this;
    }

    private Behavior<Command> onAnswered(Answered answered) {
        if (answered.reply() instanceof SavepointProtocol.AdoptedBefore) {
            return end(new Started(folder().manifest(), true));
        }
        if (answered.reply() instanceof SavepointProtocol.OfferRefused refused) {
            return refuse(new SavepointException(refused.reason()));
        }
        List<String> refusals = folder().manifest()
                .graph()
                .refusals(setup.graph(), setup.options().mayDrop());
        if (!refusals.isEmpty()) {
            return refuse(new SavepointException("job '" + setup.jobName() + "' does not fit the savepoint "
                    + setup.options().folder() + ": " + String.join("; ", refusals)));
        }
        accepted = (SavepointProtocol.Accepted) answered.reply();
        return nextTask();
    }

    private SavepointProtocol.Accepted accepted() {
        SavepointProtocol.Accepted known = accepted;
        if (known == null) {
            throw new IllegalStateException("the coordinator has not accepted the savepoint");
        }
        return known;
    }

    private Behavior<Command> nextTask() {
        List<SavepointManifest.TaskFile> files = folder().manifest().tasks();
        if (written.size() == files.size()) {
            adopt();
            return this;
        }
        SavepointManifest.TaskFile file = files.get(written.size());
        String persistenceId = SnapshotWriter.persistenceId(setup.jobName(), new TaskId(file.operator(), file.index()));
        ActorRef writer = Adapter.actorOf(
                getContext(),
                SnapshotWriter.props(
                        persistenceId,
                        setup.checkpoints().journalPlugin(),
                        setup.checkpoints().snapshotPlugin(),
                        accepted().generation(),
                        writes));
        Adapter.watch(getContext(), writer);
        task = new Task(file, writer);
        SavepointFolder from = folder();
        pipe(() -> new Opened(from.reader(file)));
        return this;
    }

    private Task current() {
        Task current = task;
        if (current == null) {
            throw new IllegalStateException("no snapshot is being written");
        }
        return current;
    }

    private Behavior<Command> onOpened(Opened opened) {
        current().reader = opened.reader();
        return readOn();
    }

    /**
     * One chunk at a time is read, once the journal has acknowledged the one before. If a write fails, nothing else is on its way
     * then that could still be stored behind the back of the writer of the next attempt.
     */
    private Behavior<Command> readOn() {
        Task current = current();
        ChunkFile.Reader reader = current.reader;
        if (reader != null && !current.reading && !current.atEnd && !current.writing) {
            current.reading = true;
            pipe(() -> {
                byte[] chunk = reader.next();
                if (chunk == null) {
                    reader.close();
                }
                return new ChunkRead(chunk);
            });
        }
        return this;
    }

    private Behavior<Command> onChunkRead(ChunkRead read) {
        Task current = current();
        current.reading = false;
        byte[] chunk = read.chunk();
        long checkpointId = accepted().checkpointId();
        if (chunk == null) {
            current.atEnd = true;
            current.writer.tell(new SnapshotWriter.Finish(checkpointId), ActorRef.noSender());
            return this;
        }
        current.writing = true;
        current.writer.tell(new SnapshotWriter.Write(checkpointId, chunk), ActorRef.noSender());
        return readOn();
    }

    private Behavior<Command> onTold(Told told) {
        Task current = current();
        if (told.told() instanceof SnapshotWriter.Failed failed) {
            return refuse(failed.cause());
        }
        if (told.told() instanceof SnapshotWriter.Stored stored) {
            TaskId id = new TaskId(current.file.operator(), current.file.index());
            SnapshotRange range =
                    new SnapshotRange(SnapshotWriter.persistenceId(setup.jobName(), id), stored.from(), stored.to());
            written.add(new TaskSnapshot(id, List.of(range), current.file.bytes()));
            // The task itself writes under this id later: there must be one writer only.
            getContext().stop(Adapter.toTyped(current.writer));
            return this;
        }
        current.writing = false;
        return readOn();
    }

    private Behavior<Command> onWriterGone() {
        if (written.size() < folder().manifest().tasks().size()
                && current().file.equals(folder().manifest().tasks().get(written.size()))) {
            return refuse(new SavepointException("the journal did not take the snapshot of task "
                    + current().file.operator() + "[" + current().file.index() + "]: see the log"));
        }
        return nextTask();
    }

    private void adopt() {
        SavepointManifest manifest = folder().manifest();
        long now = setup.clock().currentMillis();
        setup.coordinator()
                .tell(new SavepointProtocol.Adopt(
                        new SavepointOrigin(
                                manifest.savepoint(),
                                manifest.jobId(),
                                manifest.checkpoint(),
                                accepted().checkpointId()),
                        new CompletedCheckpoint(
                                accepted().checkpointId(), accepted().generation(), now, now, written),
                        manifest.graph(),
                        getContext().messageAdapter(SavepointProtocol.Adopted.class, adopted -> new Adopted())));
    }

    private Behavior<Command> refuse(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return end(new Refused(cause));
    }

    private Behavior<Command> end(Outcome outcome) {
        setup.replyTo().tell(outcome);
        return Behaviors.stopped();
    }
}
