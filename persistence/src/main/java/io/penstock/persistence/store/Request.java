package io.penstock.persistence.store;

import io.penstock.persistence.store.EventsBody.Directory;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the writer thread is asked for. */
sealed interface Request {
    /** How much it counts against the limit of what may wait. */
    int bytes();

    CompletableFuture<?> done();

    /** Whether it may be acknowledged before it is forced. */
    default boolean canWaitForForce() {
        return false;
    }

    /** One atomic write: its frame's body, and what the index has to learn of it. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Write(Directory directory, byte[] body, Force force) {}

    /**
     * Append atomic writes in order. If one of them cannot be written none behind it is: a later event of a persistence id
     * must not be there without the earlier one.
     */
    record Append(List<Write> writes, int bytes, CompletableFuture<Void> done) implements Request {
        private static final int OVERHEAD = 256;

        static Append of(List<Write> writes, CompletableFuture<Void> done) {
            long bytes = 0;
            for (Write write : writes) {
                bytes += write.body().length + OVERHEAD;
            }
            return new Append(writes, (int) Math.min(bytes, Integer.MAX_VALUE), done);
        }

        @Override
        public boolean canWaitForForce() {
            return writes.stream().allMatch(write -> write.force() == Force.LATER);
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
