package io.penstock.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.checkpoint.CheckpointHistory.Status;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        return new SavepointProtocol.Offer("sp", jobId, checkpointId, checkpointId + 2, 7, allowRewind, false, ANYBODY);
    }

    /** The same of a job with a source that cannot be rewound. */
    private static SavepointProtocol.Offer offerWithIngress(String jobId, long checkpointId) {
        return new SavepointProtocol.Offer("sp", jobId, checkpointId, checkpointId + 2, 7, true, true, ANYBODY);
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

    /** What it gave after the savepoint is acknowledged there; a rewind would lose it, allowed or not. */
    @ParameterizedTest
    @CsvSource({"job-a,10", "job-a,21", "job-b,20"})
    void aSourceThatCannotBeRewoundIsNotPutBack(String jobId, long checkpointId) {
        assertThat(decide(history(Optional.empty()), offerWithIngress(jobId, checkpointId)))
                .isInstanceOfSatisfying(SavepointProtocol.OfferRefused.class, refused -> assertThat(refused.reason())
                        .contains("checkpoint 20", "a source of the job cannot be rewound", "--fresh"));
    }

    @Test
    void aSourceThatCannotBeRewoundGoesOnInAnEmptyJournalAndWhereItsJobStopped() {
        assertThat(decide(CheckpointHistory.empty(), offerWithIngress("job-a", 10)))
                .isEqualTo(new SavepointProtocol.Accepted(13, 8));
        assertThat(decide(history(Optional.empty()), offerWithIngress("job-a", 20)))
                .isEqualTo(new SavepointProtocol.Accepted(23, 8));
    }

    /** Until a checkpoint of this journal is complete, there is no other to restore. */
    @Test
    void whatIsAdoptedFromAnotherJournalIsForeignUntilTheNextCheckpoint() {
        CompletedCheckpoint checkpoint = new CompletedCheckpoint(22, 8, 3, 3, List.of());
        CheckpointHistory adopted = history(Optional.empty())
                .with(
                        new CheckpointEvent.SavepointAdopted(
                                new SavepointOrigin("sp", "job-b", 10, 22), checkpoint, GRAPH),
                        2);
        CheckpointHistory next = adopted.with(new CheckpointEvent.CheckpointStarted(23), 2)
                .with(new CheckpointEvent.CheckpointCompleted(new CompletedCheckpoint(23, 8, 4, 5, List.of())), 2);

        assertThat(adopted.isForeign()).isTrue();
        assertThat(BeginDecisions.granted(adopted).foreign()).isTrue();
        assertThat(next.isForeign()).isFalse();
    }

    @Test
    void whatIsAdoptedFromTheSameJournalIsNotForeign() {
        CompletedCheckpoint checkpoint = new CompletedCheckpoint(22, 8, 3, 3, List.of());

        assertThat(history(Optional.empty())
                        .with(
                                new CheckpointEvent.SavepointAdopted(
                                        new SavepointOrigin("sp", "job-a", 20, 22), checkpoint, GRAPH),
                                2)
                        .isForeign())
                .isFalse();
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
