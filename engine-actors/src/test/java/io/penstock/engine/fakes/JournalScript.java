package io.penstock.engine.fakes;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Decides what becomes of the writes and reads of a {@link ScriptedJournal}. Called on threads of the journal. */
@FunctionalInterface
public interface JournalScript {
    /** Takes everything. */
    JournalScript OBEDIENT = (persistenceId, events) -> stored();

    /** What becomes of a write. */
    enum Outcome {
        STORED,
        /** Nothing is stored, and the writer is told. */
        FAILED,
        /** All is stored, but the writer is told that it failed: the acknowledgement was lost. */
        STORED_BUT_FAILED,
        /** The journal refuses these events and goes on. */
        REJECTED
    }

    /** The outcome, at once or when the test completes it: until then the write is under way. */
    CompletionStage<Outcome> onWrite(String persistenceId, List<Object> events);

    /** False if reading is to fail. */
    default boolean onRead(String persistenceId) {
        return true;
    }

    static CompletionStage<Outcome> stored() {
        return CompletableFuture.completedStage(Outcome.STORED);
    }

    /** Fails writes as a disk does. */
    final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refusal(String message) {
            super(message, null, false, false);
        }
    }
}
