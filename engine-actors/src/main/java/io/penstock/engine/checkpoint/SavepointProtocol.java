package io.penstock.engine.checkpoint;

import org.apache.pekko.actor.typed.ActorRef;

/** What the coordinator is asked about savepoints, and what it answers. */
public interface SavepointProtocol {
    /**
     * Take a checkpoint, and answer {@link Ready} once its output is committed. Until {@link Release}, the journal keeps
     * what it needs.
     *
     * @param last only the last checkpoint of the job will do, which a stop takes
     */
    record Take(boolean last, ActorRef<Ready> replyTo) implements CoordinatorProtocol.SavepointCommand {}

    /**
     * A checkpoint that is complete and committed, and that is kept.
     *
     * @param last the job is stopped behind it
     * @param history of the job
     */
    record Ready(CompletedCheckpoint checkpoint, boolean last, CheckpointHistory history) {}

    /** What was asked for with this reference is copied, or wanted no more. */
    record Release(ActorRef<Ready> replyTo) implements CoordinatorProtocol.SavepointCommand {}

    /**
     * May the job be started from this savepoint? To be asked before a generation begins.
     *
     * @param jobId the job it was taken of
     * @param lastStarted the last checkpoint id, and {@code lastGeneration} the last generation, of that job
     * @param allowRewind also if the journal knows later checkpoints
     * @param ingress true if a source of the job, when the savepoint was taken or now, cannot be rewound
     */
    record Offer(
            String savepoint,
            String jobId,
            long checkpointId,
            long lastStarted,
            long lastGeneration,
            boolean allowRewind,
            boolean ingress,
            ActorRef<OfferReply> replyTo)
            implements CoordinatorProtocol.SavepointCommand {}

    sealed interface OfferReply {}

    /** It may: write its snapshots into the journal, as those of this checkpoint and generation, then {@link Adopt}. */
    record Accepted(long checkpointId, long generation) implements OfferReply {}

    /** The job was started from this very savepoint before, and goes on from its last checkpoint. */
    record AdoptedBefore() implements OfferReply {}

    record OfferRefused(String reason) implements OfferReply {}

    /** The snapshots are in the journal. */
    record Adopt(SavepointOrigin origin, CompletedCheckpoint checkpoint, GraphRecord graph, ActorRef<Adopted> replyTo)
            implements CoordinatorProtocol.SavepointCommand {}

    /** The next generation starts from the savepoint. */
    record Adopted() {}
}
