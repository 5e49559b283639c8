package io.penstock.engine.fakes;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

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

    /** Done when reading may begin. */
    default CompletionStage<Boolean> beforeRead(String persistenceId) {
        return CompletableFuture.completedStage(onRead(persistenceId));
    }

    /** What is read in the place of an event: the event, or null to leave it out. */
    default @Nullable Object onReplayed(String persistenceId, Object event) {
        return event;
    }

    /** An event is in the journal now. */
    default void onStored(String persistenceId, long sequenceNr, Object event) {}

    /** Two writers wrote the same sequence number. The second write fails. */
    default void onTwoWriters(String what) {}

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
