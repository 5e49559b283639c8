package io.penstock.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.checkpoint.CheckpointHistory.Status;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SavepointDecisionsTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final ActorRef<SavepointProtocol.OfferReply> ANYBODY =
            KIT.createTestProbe(SavepointProtocol.OfferReply.class).getRef();
    private static final GraphRecord GRAPH = new GraphRecord(128, List.of());

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    /** A history with a completed checkpoint 20 in generation 5; 21 was begun. */
    private static CheckpointHistory history(Optional<SavepointOrigin> origin) {
        return new CheckpointHistory(
                "job-a",
                5,
                Optional.of(GRAPH),
                21,
                List.of(new CompletedCheckpoint(20, 5, 0, 1, List.of())),
                20,
                Status.STOPPED,
                origin);
    }

    /** Savepoint "sp" of checkpoint 10; the job had begun 12, in generation 7. */
    private static SavepointProtocol.Offer offer(String jobId, long checkpointId, boolean allowRewind) {
        return new SavepointProtocol.Offer("sp", jobId, checkpointId, checkpointId + 2, 7, allowRewind, ANYBODY);
    }

    private static SavepointProtocol.OfferReply decide(CheckpointHistory history, SavepointProtocol.Offer offer) {
        return SavepointDecisions.onOffer(history, offer);
    }

    @Test
    void anEmptyJournalGoesOnBehindTheIdsOfTheSavepoint() {
        assertThat(decide(CheckpointHistory.empty(), offer("job-a", 10, false)))
                .isEqualTo(new SavepointProtocol.Accepted(13, 8));
    }

    @Test
    void aJournalWithLaterCheckpointsIsRefused() {
        assertThat(decide(history(Optional.empty()), offer("job-a", 10, false)))
                .isInstanceOfSatisfying(SavepointProtocol.OfferRefused.class, refused -> assertThat(refused.reason())
                        .contains("checkpoint 20 of the same job, which is later than checkpoint 10"));
    }

    @Test
    void aJournalOfAnotherRunIsRefusedWhateverItsNumbers() {
        assertThat(decide(history(Optional.empty()), offer("job-b", 99, false)))
                .isInstanceOfSatisfying(SavepointProtocol.OfferRefused.class, refused -> assertThat(refused.reason())
                        .contains("checkpoint 20 of another run of the job (job-a; the savepoint is of job-b)"));
    }

    @Test
    void idsGoOnBehindThoseOfBothIfARewindIsAllowed() {
        assertThat(decide(history(Optional.empty()), offer("job-a", 10, true)))
                .isEqualTo(new SavepointProtocol.Accepted(22, 8));
        assertThat(decide(history(Optional.empty()), offer("job-b", 99, true)))
                .isEqualTo(new SavepointProtocol.Accepted(102, 8));
    }

    @Test
    void theJobsOwnJournalIsNoRewindIfItHasNothingLater() {
        assertThat(decide(history(Optional.empty()), offer("job-a", 20, false)))
                .isEqualTo(new SavepointProtocol.Accepted(23, 8));
    }

    @Test
    void aJournalThatWasStartedFromTheSavepointGoesOn() {
        SavepointOrigin origin = new SavepointOrigin("sp", "job-a", 10, 13);

        assertThat(decide(history(Optional.of(origin)), offer("job-a", 10, false)))
                .isEqualTo(new SavepointProtocol.AdoptedBefore());
        assertThat(decide(history(Optional.of(origin)), offer("job-a", 10, true)))
                .isEqualTo(new SavepointProtocol.AdoptedBefore());
    }

    @Test
    void whatIsAdoptedIsTheOnlyCheckpointAndCountsAsCommitted() {
        CompletedCheckpoint checkpoint = new CompletedCheckpoint(22, 8, 3, 3, List.of());
        SavepointOrigin origin = new SavepointOrigin("sp", "job-b", 10, 22);

        CheckpointHistory after =
                history(Optional.empty()).with(new CheckpointEvent.SavepointAdopted(origin, checkpoint, GRAPH), 2);

        assertThat(after.retained()).containsExactly(checkpoint);
        assertThat(after.confirmed()).isEqualTo(22);
        assertThat(after.generation()).isEqualTo(8);
        assertThat(after.lastStarted()).isEqualTo(22);
        assertThat(after.jobId()).isEqualTo("job-a");
        assertThat(after.isCommitted()).isTrue();
    }
}
