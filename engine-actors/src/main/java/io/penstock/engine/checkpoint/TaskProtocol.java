package io.penstock.engine.checkpoint;

import io.penstock.engine.gate.Delivery;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;

/** What tasks are asked, by their neighbours, their region and the coordinator. */
public interface TaskProtocol {
    /** Any task. */
    sealed interface Command {}

    /** From a task upstream: an element on a channel. */
    record Deliver(Delivery delivery) implements Command {}

    /** From a task downstream, which has this generation: it has handled so many batches more of a channel. */
    record Credit(int edge, int channel, long generation, int batches) implements Command {}

    /**
     * From the supervisor of the tasks, first of all: where the output goes and whom to give credit to.
     *
     * @param outputs for each edge that leaves the task, in order, the channels it has
     * @param upstream for each input channel, who sends on it
     */
    record Connect(List<List<Target>> outputs, List<Upstream> upstream) implements Command {}

    /** The receiving end of a channel: a task, and which of its input channels it is. */
    record Target(ActorRef<Command> receiver, int channel) {}

    /** The sending end of a channel: a task, which of its edges, and which channel of that edge it is. */
    record Upstream(ActorRef<Command> sender, int edge, int channel) {}

    /** One of a task's output channels: which of its edges, and which channel of that edge. */
    record Port(int edge, int channel) {}

    /**
     * From the supervisor of the tasks: the receivers of these channels are gone; send them nothing, and say whether all that followed the
     * checkpoint can be sent to new ones.
     */
    record Hold(long generation, List<Port> ports, long checkpointId, ActorRef<Held> replyTo) implements Command {}

    /**
     * From a task: it sends nothing on the channels it was asked to hold.
     *
     * @param generation that of the request
     */
    record Held(long generation, TaskId task, boolean replayable) {}

    /** From the supervisor of the tasks: new receivers for held channels; they have restored the checkpoint of {@link Hold}. */
    record Reconnect(long generation, Map<Port, Target> targets) implements Command {}

    /** From the supervisor of the tasks, once every task is ready: sources begin to read. */
    record Start() implements Command {}

    /** From the supervisor of the tasks to sources whose splits are discovered: all splits that there are now. */
    record SplitsListed(List<Object> splits) implements Command {}

    /** From the coordinator to sources: inject the barrier; {@code stop} = read nothing after it. */
    record Trigger(long checkpointId, boolean stop) implements Command {}

    /**
     * From the coordinator to sources, before the last checkpoint of a stop: read no more, and say {@link
     * CoordinatorProtocol.Emptied} once all that was read is sent. May be asked again.
     */
    record Empty() implements Command {}

    /** From the coordinator to sources: read no more and end, as if the input were at its end. */
    record Drain() implements Command {}

    /**
     * From the coordinator: this checkpoint takes long; cut it as soon as its barriers are at hand, and let its barrier
     * overtake what waits for credit.
     */
    record Unalign(long checkpointId) implements Command {}

    /** From the coordinator: this checkpoint comes to nothing; hold no channel for it. */
    record Abort(long checkpointId) implements Command {}

    /** From the coordinator to sinks: commit what was prepared. */
    record Commit(CommitPermit permit) implements Command {}

    /** From the coordinator: this checkpoint is complete; what was sent before its barrier is needed no more. */
    record Completed(long checkpointId) implements Command {}

    /**
     * From the coordinator: events of snapshots of the task before this sequence number are needed by no checkpoint.
     *
     * @param firstNeeded {@link #NONE_NEEDED} if the snapshots that are kept have no events of their own
     */
    record Trim(long firstNeeded) implements Command {
        public static final long NONE_NEEDED = Long.MAX_VALUE;
    }

    /** From the tasks' supervisor to sinks: the job is finished and committed; remove what was kept for recovery. */
    record Finish(ActorRef<Finished> replyTo) implements Command {}

    record Finished(TaskId task) {}

    /** What a task tells its supervisor. */
    sealed interface Report {}

    /** State is restored and the outside is open: the task waits for {@link Start}. */
    record Ready(TaskId task, long generation) implements Report {}

    /** What only the task sends to itself, or what its children send. Implemented in the packages of the tasks. */
    non-sealed interface Internal extends Command {}
}
