package io.penstock.benchmarks.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.actor.Status;
import org.apache.pekko.persistence.AbstractPersistentActor;
import org.apache.pekko.persistence.RecoveryCompleted;

/** Counts the events it recovers; writes some when asked. */
final class Recovering extends AbstractPersistentActor {
    private static final int TOGETHER = 500;

    private final String id;
    private final LongAdder recovered;
    private final CountDownLatch ready;
    private long left;

    /** So many events are to be written; {@link Recovering#ready} counts down when they are. */
    record Write(long events) {}

    private Recovering(String id, LongAdder recovered, CountDownLatch ready) {
        this.id = id;
        this.recovered = recovered;
        this.ready = ready;
    }

    /** With {@code ready} counted down at the end of the recovery, if {@code recovered} is what is wanted, or of a write. */
    static Recovering of(String id, LongAdder recovered, CountDownLatch ready) {
        return new Recovering(id, recovered, ready);
    }

    @Override
    public String persistenceId() {
        return id;
    }

    @Override
    public Receive createReceiveRecover() {
        return receiveBuilder()
                .match(Measured.class, any -> recovered.increment())
                .match(RecoveryCompleted.class, any -> ready.countDown())
                .build();
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder()
                .match(Write.class, write -> {
                    left = write.events();
                    writeSome();
                })
                .build();
    }

    private void writeSome() {
        List<Measured> events = new ArrayList<>(TOGETHER);
        long count = Math.min(TOGETHER, left);
        for (long i = 0; i < count; i++) {
            events.add(new Measured(i, left, 1));
        }
        long[] open = {count};
        persistAll(events, any -> {
            open[0]--;
            if (open[0] == 0) {
                left -= count;
                if (left > 0) {
                    writeSome();
                } else {
                    sender().tell(new Status.Success(id), self());
                }
            }
        });
    }
}
