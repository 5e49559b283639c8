package io.penstock.engine.checkpoint;

import io.penstock.engine.clock.Clock;
import java.util.ArrayList;
import java.util.List;

/** Whether a job may start from a savepoint, under which ids, and what is written about it. */
final class SavepointDecisions {
    private SavepointDecisions() {}

    /**
     * Ids go on behind those of the journal and those that the job of the savepoint had used: names that sinks make of
     * them are never made twice by what either of them knows.
     */
    static SavepointProtocol.OfferReply onOffer(CheckpointHistory history, SavepointProtocol.Offer offer) {
        boolean same = history.origin()
                .filter(origin -> origin.savepoint().equals(offer.savepoint()))
                .isPresent();
        if (same) {
            return new SavepointProtocol.AdoptedBefore();
        }
        long last = history.lastCompleted();
        boolean sameJob = history.jobId().equals(offer.jobId());
        if (offer.ingress() && last > 0 && !(sameJob && last == offer.checkpointId())) {
            return new SavepointProtocol.OfferRefused("the journal holds checkpoint " + last
                    + (sameJob ? "" : " of another run of the job") + " and the savepoint is of checkpoint "
                    + offer.checkpointId() + ", and a source of the job cannot be rewound: what it has given since then"
                    + " would be lost. Start in another or a fresh journal directory (--dir, --fresh)");
        }
        boolean rewinds = last > 0 && !(sameJob && last <= offer.checkpointId());
        if (rewinds && !offer.allowRewind()) {
            return new SavepointProtocol.OfferRefused("the journal holds checkpoint " + last
                    + (sameJob
                            ? " of the same job, which is later than checkpoint " + offer.checkpointId()
                                    + " of the savepoint"
                            : " of another run of the job (" + history.jobId() + "; the savepoint is of "
                                    + offer.jobId() + ")")
                    + ": starting from the savepoint gives that up. Allow it (--allow-rewind), or start in another or a"
                    + " fresh journal directory (--dir, --fresh)");
        }
        return new SavepointProtocol.Accepted(
                Math.max(history.lastStarted(), offer.lastStarted()) + 1,
                Math.max(history.generation(), offer.lastGeneration()) + 1);
    }

    /** What is written when a job starts from a savepoint. */
    static List<CheckpointEvent> onAdopt(CheckpointHistory history, SavepointProtocol.Adopt adopt, Clock clock) {
        List<CheckpointEvent> events = new ArrayList<>();
        if (history.jobId().isEmpty()) {
            // Another journal is another job, also to its sinks: the one of the savepoint may still run elsewhere.
            events.add(new CheckpointEvent.JobCreated(clock.freshId()));
        }
        events.add(new CheckpointEvent.SavepointAdopted(adopt.origin(), adopt.checkpoint(), adopt.graph()));
        return events;
    }
}
