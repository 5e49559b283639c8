package io.penstock.engine.checkpoint;

import io.penstock.engine.clock.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a job may run, from where, and what is written about it. */
final class BeginDecisions {
    private BeginDecisions() {}

    /** Why a generation cannot begin; empty if it can. */
    static Optional<CoordinatorProtocol.BeginReply> refusal(
            CheckpointHistory history, CoordinatorProtocol.Begin begin) {
        if (history.status() == CheckpointHistory.Status.FINISHED) {
            return Optional.of(new CoordinatorProtocol.AlreadyFinished(history.lastCompleted()));
        }
        List<String> refusals = history.refusals(begin.graph(), begin.mayDrop());
        return refusals.isEmpty() ? Optional.empty() : Optional.of(new CoordinatorProtocol.Refused(refusals));
    }

    /** What is written when a generation begins. */
    static List<CheckpointEvent> events(CheckpointHistory history, GraphRecord graph, Clock clock) {
        List<CheckpointEvent> events = new ArrayList<>();
        if (history.jobId().isEmpty()) {
            events.add(new CheckpointEvent.JobCreated(clock.freshId()));
        }
        events.add(new CheckpointEvent.GenerationStarted(history.generation() + 1, graph));
        return events;
    }

    /** The answer once that is in the journal. */
    static CoordinatorProtocol.Granted granted(CheckpointHistory history) {
        return new CoordinatorProtocol.Granted(
                history.jobId(),
                history.generation(),
                history.last(),
                history.isCommitted() ? Optional.empty() : history.last().map(last -> CommitPermit.of(history)),
                history.lastStarted(),
                history.isForeign());
    }
}
