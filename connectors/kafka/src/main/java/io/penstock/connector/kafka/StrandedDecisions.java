package io.penstock.connector.kafka;

import org.apache.kafka.clients.admin.TransactionState;

/**
 * Decides what becomes of a transaction that a partition holds open, by what its coordinator says of the same transactional
 * id. Does no input or output.
 *
 * <p>A coordinator first writes down how a transaction ends, and then sends each partition a marker that says so. One that
 * finds no leader for a partition takes it for deleted and leaves it out; that happens to partitions that are there, when a
 * broker starts after a kill. The transaction is over then, and the partition holds it open for good: it is stranded.
 *
 * <p>How it ended can be told, since the coordinator keeps the end of the last transaction until a producer is opened under
 * the id, and since (with Kafka's transaction version 2) each end raises the epoch:
 *
 * <pre>
 *  epoch of the open transaction   coordinator
 *  ------------------------------  -----------------------------------
 *  7                               7 ONGOING           it is under way
 *  7                               8 PREPARE_COMMIT    its markers are being sent
 *  7                               8 COMPLETE_COMMIT   its end was a commit
 *  7                               8 COMPLETE_ABORT    its end was an abort (9, if Kafka itself ended it)
 *  7                               7 anything else     the coordinator has never heard of it
 *  7                               8 EMPTY             not known: a producer was opened since
 * </pre>
 */
final class StrandedDecisions {
    /** What is to be done about an open transaction. */
    enum Verdict {
        /** Nothing: who opens a producer ends it. */
        UNDER_WAY,
        /** Wait: its end is decided, and the coordinator still sends markers. */
        MARKERS_COMING,
        /** Its records count: give the partition the marker that it has not got. */
        COMMIT,
        /** Its records do not count. */
        ABORT,
        /** Nobody knows how it ended, so nothing is right to do. */
        UNKNOWN
    }

    /** By one end: a transaction that lasts too long is first shut out, then aborted. */
    private static final int MOST_RAISED = 2;

    private StrandedDecisions() {}

    /** Whether the end is decided and not yet told to all partitions. */
    static boolean isEnding(TransactionState state) {
        return switch (state) {
            case PREPARE_COMMIT, PREPARE_ABORT, PREPARE_EPOCH_FENCE -> true;
            default -> false;
        };
    }

    /** Whether it is the one that its coordinator has under way. */
    static boolean isUnderWay(int open, TransactionState state, int epoch) {
        return state == TransactionState.ONGOING && open == epoch;
    }

    /**
     * What the coordinator was asked after the partition, and has the same producer id.
     *
     * @param open epoch of the transaction that is open
     * @param state of the transactional id
     * @param epoch of the transactional id
     * @param raised whether each end of a transaction raises the epoch
     * @param endedByOpening whether what was under way before a producer was opened has been ended by that
     */
    static Verdict of(int open, TransactionState state, int epoch, boolean raised, boolean endedByOpening) {
        if (isUnderWay(open, state, epoch)) {
            return Verdict.UNDER_WAY;
        }
        if (isEnding(state)) {
            return Verdict.MARKERS_COMING;
        }
        if (open > epoch) {
            return Verdict.UNKNOWN;
        }
        return switch (state) {
            case COMPLETE_ABORT -> epoch - open <= MOST_RAISED ? Verdict.ABORT : Verdict.UNKNOWN;
            case COMPLETE_COMMIT -> committed(open, epoch, raised);
            case EMPTY -> open == epoch || endedByOpening ? Verdict.ABORT : Verdict.UNKNOWN;
            default -> Verdict.UNKNOWN;
        };
    }

    private static Verdict committed(int open, int epoch, boolean raised) {
        if (!raised) {
            // The end that the coordinator has may be that of this transaction, or of the one before.
            return Verdict.UNKNOWN;
        }
        if (open == epoch) {
            return Verdict.ABORT;
        }
        return open + 1 == epoch ? Verdict.COMMIT : Verdict.UNKNOWN;
    }
}
