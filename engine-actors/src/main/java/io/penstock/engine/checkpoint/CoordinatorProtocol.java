package io.penstock.engine.checkpoint;

import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** What the coordinator is asked and what it answers. */
public interface CoordinatorProtocol {
    sealed interface Command {}

    /** What only the coordinator sends to itself. */
    non-sealed interface Internal extends Command {}

    /** From the job's supervisor: begin a generation with this graph. */
    record Begin(GraphRecord graph, ActorRef<BeginReply> replyTo) implements Command {}

    sealed interface BeginReply {}

    /**
     * The generation is in the journal.
     *
     * @param restore the checkpoint to restore, or empty to start from nothing
     * @param permit the proof that what the sinks prepared for it may be committed, if there is one
     */
    record Granted(String jobId, long generation, Optional<CompletedCheckpoint> restore, Optional<CommitPermit> permit)
            implements BeginReply {}

    /** The job was finished by an earlier run. */
    record AlreadyFinished(long checkpointId) implements BeginReply {}

    /** The graph does not fit what the journal holds. */
    record Refused(List<String> reasons) implements BeginReply {}

    /** From the region: all tasks run. Checkpoints may begin. */
    record TasksRunning(long generation, List<TaskEntry> tasks) implements Command {}

    /** A running task and its place in the graph. */
    record TaskEntry(TaskId id, Role role, ActorRef<TaskProtocol.Command> ref) {}

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

    /** From the supervisor: take a last checkpoint, then say {@link Stopped}. */
    record Stop(long generation) implements Command {}

    /** From the supervisor: all is committed and cleaned; write down that the job is finished, then say {@link Finished}. */
    record Seal(long generation) implements Command {}

    /** From the supervisor: the tasks of this generation are no more. */
    record EndGeneration(long generation, String reason) implements Command {}

    /** From the supervisor: the job gives up. Answered once it is in the journal. */
    record Suspend(String operator, String cause, ActorRef<Suspended> replyTo) implements Command {}

    record Suspended() {}

    /** What the coordinator tells the job's supervisor. */
    sealed interface Signal {}

    record Completed(CompletedCheckpoint checkpoint) implements Signal {}

    record Aborted(long checkpointId, CheckpointEvent.AbortReason reason, String detail) implements Signal {}

    /** More checkpoints in a row came to nothing than is tolerated. */
    record TooManyAborted(long generation, String detail) implements Signal {}

    record Stopped(long checkpointId) implements Signal {}

    /** All input is processed and committed. */
    record AllCommitted(long checkpointId) implements Signal {}

    /** As {@link AllCommitted}, and it is in the journal. */
    record Finished(long checkpointId) implements Signal {}
}
