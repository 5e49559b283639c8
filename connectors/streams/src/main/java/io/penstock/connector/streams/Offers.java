package io.penstock.connector.streams;

import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadStatus;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/**
 * Records between those who offer them and the reader: waiting, or taken and not journaled yet. Thread-safe; what is told
 * to the outside is told without the lock.
 */
final class Offers<T> {

    private final int capacity;
    private final ArrayDeque<Offered<T>> waiting = new ArrayDeque<>();
    private final ArrayDeque<Offered<T>> taken = new ArrayDeque<>();
    private Runnable wakeUp = Offers::nobody;
    private boolean complete;
    /** Taken by the reader that is open, and of those journaled. */
    private long takenByReader;

    private long journaledOfReader;
    /** Which reader is open. One that was replaced may still have calls under way: they change nothing. */
    private long reader;

    private record Offered<T>(T value, CompletableFuture<Done> journaled) {}

    Offers(int capacity) {
        this.capacity = capacity;
    }

    CompletionStage<Done> offer(T value) {
        Runnable awake;
        Offered<T> offered = new Offered<>(value, new CompletableFuture<>());
        synchronized (this) {
            if (complete) {
                return refused("the source is complete");
            }
            if (waiting.size() + taken.size() >= capacity) {
                return refused("there is room for " + capacity + " records that are not journaled yet: offer it again"
                        + " when one of them is");
            }
            waiting.add(offered);
            awake = wakeUp;
        }
        awake.run();
        return offered.journaled();
    }

    private static CompletionStage<Done> refused(String why) {
        return CompletableFuture.failedStage(new OfferRefusedException("the record is not taken: " + why));
    }

    void complete() {
        Runnable awake;
        synchronized (this) {
            complete = true;
            awake = wakeUp;
        }
        awake.run();
    }

    /**
     * For a new reader, which takes over what the one before had taken and was not journaled.
     *
     * @return what the reader is known by
     */
    synchronized long open(Runnable readerWakeUp) {
        takeBack();
        wakeUp = readerWakeUp;
        return ++reader;
    }

    synchronized ReadStatus take(long by, ReadBuffer<T> out) {
        if (by != reader) {
            return ReadStatus.IDLE;
        }
        while (out.remaining() > 0) {
            Offered<T> next = waiting.poll();
            if (next == null) {
                return complete ? ReadStatus.FINISHED : ReadStatus.IDLE;
            }
            taken.add(next);
            takenByReader++;
            out.add(next.value());
        }
        return ReadStatus.MORE;
    }

    /** How many the reader that is open has taken. */
    synchronized long taken() {
        return takenByReader;
    }

    /** The first {@code count} that the reader took are in the journal. */
    void journaled(long by, long count) {
        ArrayDeque<Offered<T>> safe = new ArrayDeque<>();
        synchronized (this) {
            while (by == reader && journaledOfReader < count) {
                journaledOfReader++;
                safe.add(taken.remove());
            }
        }
        safe.forEach(offered -> offered.journaled().complete(Done.getInstance()));
    }

    synchronized void close(long by) {
        if (by == reader) {
            takeBack();
            wakeUp = Offers::nobody;
        }
    }

    private void takeBack() {
        while (!taken.isEmpty()) {
            waiting.addFirst(taken.removeLast());
        }
        takenByReader = 0;
        journaledOfReader = 0;
    }

    /** Wakes no reader, as none is open. */
    private static void nobody() {}
}
