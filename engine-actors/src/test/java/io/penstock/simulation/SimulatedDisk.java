package io.penstock.simulation;

import io.penstock.engine.fakes.JournalScript;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The disk below the journal of one process. Writes take their time, keep their order for each persistence id, and fail
 * as the faults say. When the process dies, what was on its way is stored up to some point and gone from there on.
 */
final class SimulatedDisk implements JournalScript {
    private final SimulatedThread thread;
    private final Faults faults;
    private final Watcher watcher;
    private final List<Pending> pending = new ArrayList<>();
    private final Map<String, Long> busyUntil = new HashMap<>();
    /** Ids of which a write of this step has failed: what follows in the same batch fails with it. */
    private final Set<String> failedNow = new HashSet<>();

    private long failedAtStep = -1;
    private boolean dead;

    private record Pending(String persistenceId, CompletableFuture<Outcome> outcome) {}

    /** Hears of what is in the journal. */
    interface Watcher {
        void onStored(String persistenceId, long sequenceNr, Object event);

        /** As {@link JournalScript#onReplayed}. */
        @Nullable
        Object onReplayed(String persistenceId, Object event);

        void onTwoWriters(String what);
    }

    SimulatedDisk(SimulatedThread thread, Faults faults, Watcher watcher) {
        this.thread = thread;
        this.faults = faults;
        this.watcher = watcher;
    }

    @Override
    public CompletionStage<Outcome> onWrite(String persistenceId, List<Object> events) {
        if (dead || followsFailure(persistenceId)) {
            return CompletableFuture.completedStage(Outcome.FAILED);
        }
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Outcome decided = faults.outcome();
        Pending write = new Pending(persistenceId, outcome);
        pending.add(write);
        if (decided == null) {
            return outcome;
        }
        if (decided == Outcome.FAILED) {
            failedNow.add(persistenceId);
        }
        long now = thread.nanos();
        long at = Math.max(busyUntil.getOrDefault(persistenceId, 0L), now + faults.journalNanos());
        busyUntil.put(persistenceId, at);
        if (at == now) {
            settle(write, decided);
        } else {
            thread.after(at - now, () -> settle(write, decided));
        }
        return outcome;
    }

    private boolean followsFailure(String persistenceId) {
        if (failedAtStep != thread.steps()) {
            failedAtStep = thread.steps();
            failedNow.clear();
        }
        return failedNow.contains(persistenceId);
    }

    private void settle(Pending write, Outcome outcome) {
        if (pending.remove(write)) {
            write.outcome.complete(outcome);
        }
    }

    /** The process is gone: of each persistence id, what was on its way is stored up to some point. */
    void die() {
        Set<String> torn = new HashSet<>();
        for (Pending write : List.copyOf(pending)) {
            boolean gone = torn.contains(write.persistenceId) || faults.chance(500);
            if (gone) {
                torn.add(write.persistenceId);
            }
            settle(write, gone ? Outcome.FAILED : Outcome.STORED_BUT_FAILED);
        }
        dead = true;
    }

    @Override
    public CompletionStage<Boolean> beforeRead(String persistenceId) {
        if (dead) {
            return CompletableFuture.completedStage(false);
        }
        boolean readable = !faults.hits(Faults.Fault.JOURNAL_UNREADABLE);
        long nanos = faults.journalNanos();
        if (nanos == 0) {
            return CompletableFuture.completedStage(readable);
        }
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        thread.after(nanos, () -> answer.complete(readable && !dead));
        return answer;
    }

    @Override
    public void onStored(String persistenceId, long sequenceNr, Object event) {
        watcher.onStored(persistenceId, sequenceNr, event);
    }

    @Override
    public @Nullable Object onReplayed(String persistenceId, Object event) {
        return watcher.onReplayed(persistenceId, event);
    }

    @Override
    public void onTwoWriters(String what) {
        watcher.onTwoWriters(what);
    }
}
