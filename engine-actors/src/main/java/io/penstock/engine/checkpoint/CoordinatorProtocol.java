package io.penstock.engine.checkpoint;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/** What the coordinator is asked and what it answers. */
public interface CoordinatorProtocol {
    sealed interface Command {}

    /** About savepoints: {@link SavepointProtocol}. */
    sealed interface SavepointCommand extends Command
            permits SavepointProtocol.Take,
                    SavepointProtocol.Release,
                    SavepointProtocol.Offer,
                    SavepointProtocol.Adopt {}

    /** What only the coordinator sends to itself. */
    non-sealed interface Internal extends Command {}

    /**
     * From the job's supervisor: begin a generation with this graph.
     *
     * @param mayDrop names of operators whose state is given up if the graph has them no more
     */
    record Begin(GraphRecord graph, Set<String> mayDrop, ActorRef<BeginReply> replyTo) implements Command {
        Begin(GraphRecord graph, ActorRef<BeginReply> replyTo) {
            this(graph, Set.of(), replyTo);
        }
    }

    sealed interface BeginReply {}

    /**
     * The generation is in the journal.
     *
     * @param restore the checkpoint to restore, or empty to start from nothing
     * @param permit the proof that what the sinks prepared for it may be committed; empty if there is nothing to
     *     restore, or every sink has confirmed that it has committed, or it came with a savepoint, whose output was
     *     committed where that was taken
     * @param lastStarted the last checkpoint id that was taken; those up to it are complete, aborted, or never began
     * @param foreign the checkpoint came with a savepoint from another journal: positions in logs of that one mean nothing
     *     in this one
     */
    record Granted(
            String jobId,
            long generation,
            Optional<CompletedCheckpoint> restore,
            Optional<CommitPermit> permit,
            long lastStarted,
            boolean foreign)
            implements BeginReply, BeginSubtreeReply {
        /** The checkpoint to restore, or 0 for nothing. */
        public long checkpointId() {
            return restore.map(CompletedCheckpoint::id).orElse(0L);
        }
    }

    /**
     * From the supervisor of the tasks: tasks have failed or are stopped; begin a generation of those alone. No checkpoint begins until
     * {@link TasksRunning} says that they run.
     *
     * @param attempt the generation in which all tasks of the job were started
     */
    record BeginSubtree(long attempt, Set<TaskId> tasks, String reason, ActorRef<BeginSubtreeReply> replyTo)
            implements Command {}

    sealed interface BeginSubtreeReply {}

    /** The job's last checkpoint is complete, or its tasks are not all running: only a restart of all will do. */
    record SubtreeRefused(String reason) implements BeginSubtreeReply {}

    /** The job was finished by an earlier run. */
    record AlreadyFinished(long checkpointId) implements BeginReply {}

    /** The graph does not fit what the journal holds. */
    record Refused(List<String> reasons) implements BeginReply {}

    /**
     * From the supervisor of the tasks: all tasks run. Checkpoints may begin.
     *
     * @param attempt the generation in which all tasks of the job were started
     */
    record TasksRunning(long attempt, List<TaskEntry> tasks) implements Command {}

    /** A running task, the generation it was started in, and its place in the graph. */
    record TaskEntry(TaskId id, long generation, Role role, ActorRef<TaskProtocol.Command> ref) {}

    /** From a task: it keeps so much for receivers that may restart that a checkpoint ahead of time would help. */
    record CheckpointWanted(long generation, TaskId task) implements Command {}

    enum Role {
        SOURCE,
        OPERATOR,
        SINK
    }

    /** From a task: its snapshot is acknowledged by the journal. */
    record SnapshotStored(long generation, long checkpointId, TaskSnapshot snapshot) implements Command {}

    /** From a sink: everything prepared up to this checkpoint is committed. */
    record Committed(long generation, TaskId task, long checkpointId) implements Command {}

    /** From a task: its input is at its end and everything that followed from it has been sent. */
    record TaskEnded(long generation, TaskId task) implements Command {}

    /** From a source that was told {@link TaskProtocol.Empty}: all that it has read is sent, and it reads no more. */
    record Emptied(long generation, TaskId task) implements Command {}

    /**
     * From the supervisor: take a last checkpoint, then say {@link Stopped}.
     *
     * @param empty sources send all they have read first, so that nothing is left in an ingress journal behind the
     *     positions of that checkpoint
     */
    record Stop(long attempt, boolean empty) implements Command {}

    /**
     * From the supervisor: end the sources, let all that follows from their end be done, and take the last checkpoint
     * behind that, as when all input is at its end.
     */
    record Drain(long attempt) implements Command {}

    /** From the supervisor: all is committed and cleaned; write down that the job is finished, then say {@link Finished}. */
    record Seal(long attempt) implements Command {}

    /** From the supervisor: all tasks of this attempt are no more. */
    record EndGeneration(long attempt, String reason) implements Command {}

    /** From the supervisor: the job gives up. Answered once it is in the journal. */
    record Suspend(String operator, String cause, ActorRef<Suspended> replyTo) implements Command {}

    record Suspended() {}

    /** What the coordinator tells the job's supervisor. */
    sealed interface Signal {}

    record Completed(CompletedCheckpoint checkpoint) implements Signal {}

    record Aborted(long checkpointId, CheckpointEvent.AbortReason reason, String detail) implements Signal {}

    /** More checkpoints in a row came to nothing than is tolerated. */
    record TooManyAborted(long attempt, String detail) implements Signal {}

    record Stopped(long checkpointId) implements Signal {}

    /** All input is processed and committed. */
    record AllCommitted(long checkpointId) implements Signal {}

    /** As {@link AllCommitted}, and it is in the journal. */
    record Finished(long checkpointId) implements Signal {}
}
