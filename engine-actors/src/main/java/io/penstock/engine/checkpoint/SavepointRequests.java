package io.penstock.engine.checkpoint;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Who has asked for a savepoint, and how far that is. A request waits for a checkpoint that begins after it; a checkpoint
 * that comes to nothing sends it back to waiting; one that is complete is kept, and told once it is committed. Owned by
 * the coordinator, and gone with it.
 */
final class SavepointRequests {
    private final List<Request> requests = new ArrayList<>();

    private static final class Request {
        final boolean last;
        final ActorRef<SavepointProtocol.Ready> replyTo;
        /** The checkpoint that will do, 0 = none yet. */
        long checkpointId;

        @Nullable
        CompletedCheckpoint completed;

        boolean completedAsLast;
        boolean told;

        Request(SavepointProtocol.Take take) {
            this.last = take.last();
            this.replyTo = take.replyTo();
        }
    }

    void add(SavepointProtocol.Take take) {
        requests.add(new Request(take));
    }

    void release(ActorRef<SavepointProtocol.Ready> replyTo) {
        requests.removeIf(request -> request.replyTo.equals(replyTo));
    }

    /** True if somebody waits for a checkpoint to begin. */
    boolean wantOne() {
        return requests.stream().anyMatch(request -> request.checkpointId == 0 && !request.last);
    }

    /** A checkpoint begins; {@code last} = the job is stopped behind it. */
    void begun(long checkpointId, boolean last) {
        for (Request request : requests) {
            if (request.checkpointId == 0 && (last || !request.last)) {
                request.checkpointId = checkpointId;
            }
        }
    }

    /** A checkpoint came to nothing. */
    void aborted(long checkpointId) {
        for (Request request : requests) {
            if (request.checkpointId == checkpointId && request.completed == null) {
                request.checkpointId = 0;
            }
        }
    }

    void completed(CompletedCheckpoint checkpoint, boolean last) {
        for (Request request : requests) {
            // Who asked while the last checkpoint was under way gets that: there will be no other.
            if (request.checkpointId == checkpoint.id() || (last && request.checkpointId == 0)) {
                request.completed = checkpoint;
                request.completedAsLast = last;
            }
        }
    }

    /** Tells those whose checkpoint is committed by now. */
    void committed(CheckpointHistory history) {
        for (Iterator<Request> all = List.copyOf(requests).iterator(); all.hasNext(); ) {
            Request request = all.next();
            CompletedCheckpoint checkpoint = request.completed;
            if (checkpoint != null && !request.told && checkpoint.id() <= history.confirmed()) {
                request.told = true;
                request.replyTo.tell(new SavepointProtocol.Ready(checkpoint, request.completedAsLast, history));
            }
        }
    }

    /** Lowers what may be deleted to what the kept checkpoints need. */
    void keep(Map<String, Long> firstNeeded) {
        for (Request request : requests) {
            if (request.completed != null) {
                request.completed.firstNeeded().forEach((id, first) -> firstNeeded.merge(id, first, Math::min));
            }
        }
    }
}
