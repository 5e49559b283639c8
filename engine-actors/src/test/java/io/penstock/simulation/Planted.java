package io.penstock.simulation;

import java.util.function.Supplier;

/** The bugs that the simulation must find, each for a way in which exactly-once is lost. */
enum Planted {
    BARRIER_NOT_HELD(ChannelBugs.BarrierNotHeld::new, "a task goes on with a channel whose barrier has come"),
    FIRST_BARRIER_COUNTS(ChannelBugs.FirstBarrierCounts::new, "a task takes its snapshot at the first barrier"),
    BARRIER_OVERTAKES(ChannelBugs.BarrierOvertakes::new, "a barrier overtakes the batch before it"),
    RECORDS_LOST(ChannelBugs.RecordsLost::new, "the records of a batch are lost on a channel"),
    RECORDS_REPEATED(ChannelBugs.RecordsRepeated::new, "the records of a batch come twice"),
    CREDIT_FORGOTTEN(ChannelBugs.CreditForgotten::new, "credit does not go back for every batch"),
    KEY_GROUP_OWNED_TWICE(
            ChannelBugs.KeyGroupOwnedTwice::new, "after a restart a sender sends keys to another task than the others"),
    REPLAY_BEGINS_LATE(ChannelBugs.ReplayBeginsLate::new, "a retained edge begins one batch too late"),
    REPLAY_BEGINS_EARLY(ChannelBugs.ReplayBeginsEarly::new, "a retained edge begins one batch too early"),
    JOURNAL_PLAYED_OFF_BY_ONE(
            ChannelBugs.JournalPlayedOffByOne::new, "a journaled edge plays each entry in the place of the next"),
    COMMIT_BEFORE_COMPLETION(
            CheckpointBugs.CommitBeforeCompletion::new, "a sink commits once its own snapshot is stored"),
    COMPLETION_BEFORE_ALL_STORED(
            CheckpointBugs.CompletionBeforeAllStored::new,
            "a checkpoint completes while snapshots are missing, with older ones in their place"),
    CONFIRMED_BEFORE_COMMITTED(
            CheckpointBugs.ConfirmedBeforeCommitted::new, "a commit is confirmed that was only asked for"),
    NOT_COMMITTED_AGAIN(
            ConnectorBugs.NotCommittedAgain::new, "a restored sink does not commit what its snapshot holds"),
    LATER_EPOCH_COMMITTED(
            ConnectorBugs.LaterEpochCommitted::new, "a commit takes the next epoch's committables with it"),
    COMMIT_NOT_IDEMPOTENT(
            ConnectorBugs.CommitNotIdempotent::new, "a commit whose result is unknown is repeated by writing again"),
    STALE_ACCEPTED(CheckpointBugs.StaleAccepted::new, "messages of a generation that is over are taken"),
    ID_REUSED(CheckpointBugs.IdReused::new, "checkpoint ids are used again after a restart"),
    TRIMMED_TOO_FAR(CheckpointBugs.TrimmedTooFar::new, "an event is deleted that a retained checkpoint needs"),
    INLINE_DELTAS_LOST(
            CheckpointBugs.InlineDeltasLost::new,
            "of what a completion carries of a task, only the newest delta is written"),
    ACKNOWLEDGED_TOO_EARLY(
            CheckpointBugs.AcknowledgedTooEarly::new, "the journal acknowledges what a crash takes away"),
    TORN_ENTRY_TRUSTED(CheckpointBugs.TornEntryTrusted::new, "the journal gives back half of an entry as a whole"),
    TIMERS_NOT_IN_SNAPSHOT(CheckpointBugs.TimersNotInSnapshot::new, "timers are not in the snapshot"),
    WATERMARK_NOT_IN_SNAPSHOT(CheckpointBugs.WatermarkNotInSnapshot::new, "the watermark is not in the snapshot"),
    PANES_NOT_IN_SNAPSHOT(CheckpointBugs.PanesNotInSnapshot::new, "the panes of windows are not in the snapshot"),
    IN_FLIGHT_NOT_IN_SNAPSHOT(UnalignedBugs.InFlightNotInSnapshot::new, "records on their way are not in the snapshot"),
    IN_FLIGHT_NOT_DEALT_ANEW(
            UnalignedBugs.InFlightNotDealtAnew::new,
            "records on their way all go to the first task that reads them, whoever owns their keys"),
    OVERTAKEN_FORGOTTEN(UnalignedBugs.OvertakenForgotten::new, "a barrier does not say what it has overtaken"),
    OVERTAKEN_TWICE(UnalignedBugs.OvertakenTwice::new, "a batch that was overtaken is written twice"),
    OVERTAKEN_PLAYED_BACK(
            UnalignedBugs.OvertakenPlayedBack::new, "a retained edge plays back what its barrier had overtaken"),
    POSITION_OFF_BY_ONE(ConnectorBugs.PositionOffByOne::new, "a source position is one record behind"),
    SAVEPOINT_UNALIGNED(SavepointBugs.SavepointUnaligned::new, "a savepoint has records on their way"),
    SAVEPOINT_IDS_REUSED(
            SavepointBugs.SavepointIdsReused::new, "a start from a savepoint uses ids again that its job had used"),
    SNAPSHOT_LEFT_OUT(
            SavepointBugs.SnapshotLeftOut::new, "a start from a savepoint leaves out the second task of a source"),
    LANE_LEFT_OUT(IngressBugs.LaneLeftOut::new, "what is left in a lane that no task writes any more is not read back"),
    INGRESS_TRIMMED_TOO_FAR(
            IngressBugs.TrimmedTooFar::new, "an entry of the ingress journal is deleted that is not sent yet"),
    STOP_DOES_NOT_EMPTY(
            IngressBugs.StopDoesNotEmpty::new, "a stop with a savepoint leaves something in the ingress journal"),
    EMPTIED_TOO_EARLY(
            IngressBugs.EmptiedTooEarly::new, "a source says that it is empty before all that it has read is sent"),
    PLACES_TAKEN_OVER(
            IngressBugs.PlacesTakenOver::new,
            "a start from a savepoint takes positions in another ingress journal as they are"),
    LANES_BEGIN_AT_THEIR_END(
            IngressBugs.LanesBeginAtTheirEnd::new,
            "a start from a savepoint that is repeated passes over what the first one had read");

    @SuppressWarnings("ImmutableEnumChecker") // a constructor
    private final Supplier<? extends PlantedBug> bug;

    private final String text;

    Planted(Supplier<? extends PlantedBug> bug, String text) {
        this.bug = bug;
        this.text = text;
    }

    Supplier<? extends PlantedBug> bug() {
        return bug;
    }

    /** What is wrong, in a few words. */
    String text() {
        return text;
    }
}
