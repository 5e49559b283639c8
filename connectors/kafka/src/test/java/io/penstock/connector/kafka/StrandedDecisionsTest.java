package io.penstock.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.connector.kafka.StrandedDecisions.Verdict;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A transaction that is open with epoch 7. */
class StrandedDecisionsTest {
    private static final int OPEN = 7;

    @ParameterizedTest
    @CsvSource({
        "ONGOING,             7, UNDER_WAY",
        "ONGOING,             8, UNKNOWN",
        "PREPARE_COMMIT,      7, MARKERS_COMING",
        "PREPARE_COMMIT,      8, MARKERS_COMING",
        "PREPARE_ABORT,       8, MARKERS_COMING",
        "PREPARE_EPOCH_FENCE, 8, MARKERS_COMING",
        "COMPLETE_COMMIT,     7, ABORT",
        "COMPLETE_COMMIT,     8, COMMIT",
        "COMPLETE_COMMIT,     9, UNKNOWN",
        "COMPLETE_ABORT,      7, ABORT",
        "COMPLETE_ABORT,      8, ABORT",
        "COMPLETE_ABORT,      9, ABORT",
        "COMPLETE_ABORT,     10, UNKNOWN",
        "EMPTY,               7, ABORT",
        "EMPTY,               8, UNKNOWN",
        "UNKNOWN,             8, UNKNOWN",
    })
    void coordinatorTellsHowItEnded(TransactionState state, int epoch, Verdict verdict) {
        assertThat(StrandedDecisions.of(OPEN, state, epoch, true, false)).isEqualTo(verdict);
    }

    @Test
    void whatWasUnderWayIsAbortedByTheOpeningOfAProducer() {
        assertThat(StrandedDecisions.of(OPEN, TransactionState.EMPTY, 9, true, true))
                .isEqualTo(Verdict.ABORT);
    }

    @ParameterizedTest
    @CsvSource({"COMPLETE_COMMIT, 7, UNKNOWN", "COMPLETE_COMMIT, 8, UNKNOWN", "COMPLETE_ABORT, 7, ABORT"})
    void commitCannotBeToldFromTheOneBeforeWhereEndsDoNotRaiseTheEpoch(
            TransactionState state, int epoch, Verdict verdict) {
        assertThat(StrandedDecisions.of(OPEN, state, epoch, false, false)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @EnumSource(value = TransactionState.class, names = "PREPARE_.*", mode = EnumSource.Mode.MATCH_NONE)
    void coordinatorThatIsBehindThePartitionKnowsNothing(TransactionState state) {
        assertThat(StrandedDecisions.of(OPEN, state, 6, true, true)).isEqualTo(Verdict.UNKNOWN);
    }
}
