package io.penstock.engine.task;

import io.penstock.engine.checkpoint.CheckpointSettings;
import io.penstock.engine.checkpoint.CoordinatorProtocol;
import io.penstock.engine.checkpoint.TaskId;
import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.checkpoint.TaskSnapshot;
import io.penstock.engine.clock.Clock;
import io.penstock.engine.metrics.OperatorCounters;
import io.penstock.engine.state.KeyRange;
import io.penstock.graph.Edge;
import io.penstock.graph.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What a task is made from.
 *
 * @param head the operator the task runs
 * @param steps the operators that share its actor, in order
 * @param outputs the edges that leave the task
 * @param channels how many channels lead to it
 * @param restored the snapshots of all tasks of this operator in the checkpoint that is restored; empty if none is
 * @param lastCheckpoint the checkpoint that is restored, or 0
 * @param lastStarted the last checkpoint that began before this generation: barriers up to it are of no use any more
 * @param foreign the checkpoint is of another journal: positions in logs of that one mean nothing in this one
 * @param counters where each operator counts
 */
public record TaskSetup(
        String jobName,
        String jobId,
        TaskId id,
        Operator head,
        List<Operator> steps,
        List<Edge> outputs,
        int channels,
        long generation,
        int keyGroups,
        List<TaskSnapshot> restored,
        long lastCheckpoint,
        long lastStarted,
        boolean foreign,
        TaskSettings settings,
        CheckpointSettings checkpoints,
        Clock clock,
        Function<Operator, OperatorCounters> counters,
        ActorRef<CoordinatorProtocol.Command> coordinator,
        ActorRef<TaskProtocol.Report> region) {

    KeyRange range() {
        return new KeyRange(keyGroups, head.parallelism(), id.index());
    }

    /** The persistence id of a log that tasks of this operator write beside their snapshots. */
    String logId(String log) {
        return "penstock|" + jobName + "|" + head.name() + "|" + log;
    }

    /** The steps that run in the task: those behind the head, and the head itself if it is one. */
    List<Operator> allSteps() {
        if (!head.spec().fusible()) {
            return steps;
        }
        List<Operator> all = new ArrayList<>(steps);
        all.add(0, head);
        return all;
    }

    /** True if the operator had as many tasks in the checkpoint as it has now. */
    boolean sameParallelism() {
        return restored.size() == head.parallelism();
    }
}
