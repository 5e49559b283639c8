package io.penstock.persistence.store;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the writer thread is asked for. */
sealed interface Request {
    /** How much it counts against the limit of what may wait. */
    int bytes();

    CompletableFuture<?> done();

    /** Append the events of one atomic write. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Append(String persistenceId, long first, int count, byte[] body, CompletableFuture<Void> done)
            implements Request {
        private static final int OVERHEAD = 256;

        @Override
        public int bytes() {
            return body.length + OVERHEAD;
        }
    }

    /** Delete the events of a persistence id up to a sequence number. */
    record Delete(String persistenceId, long toSequenceNr, CompletableFuture<Void> done) implements Request {
        @Override
        public int bytes() {
            return 256 + persistenceId.length();
        }
    }

    /** Write a frame of events again if it is still live where it was. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Move(long ordinal, long from, byte[] body, CompletableFuture<Void> done) implements Request {
        @Override
        public int bytes() {
            return body.length + 256;
        }
    }

    /** Take damaged segments, whose live events were moved, out of the catalog. */
    record Drop(List<Catalog.Segment> segments, CompletableFuture<Void> done) implements Request {
        @Override
        public int bytes() {
            return 256;
        }
    }

    /** Finish what came before, then end. */
    record Close(CompletableFuture<Void> done) implements Request {
        @Override
        public int bytes() {
            return 1;
        }
    }
}
