package io.penstock.benchmarks.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.persistence.AbstractPersistentActor;

/** Persists without end: one event at a time with {@code persist}, or several with {@code persistAllAsync}. */
final class ClassicWriter extends AbstractPersistentActor {
    private final String id;
    private final int together;
    private final LongAdder persisted;
    private long number;
    private int inCommand;

    enum Next {
        NEXT
    }

    ClassicWriter(String id, int together, LongAdder persisted) {
        this.id = id;
        this.together = together;
        this.persisted = persisted;
    }

    @Override
    public String persistenceId() {
        return id;
    }

    @Override
    public Receive createReceiveRecover() {
        return receiveBuilder().build();
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder().match(Next.class, this::onNext).build();
    }

    private void onNext(Next next) {
        if (together == 1) {
            persist(event(), any -> {
                persisted.increment();
                self().tell(next, self());
            });
            return;
        }
        List<Measured> events = new ArrayList<>(together);
        for (int i = 0; i < together; i++) {
            events.add(event());
        }
        persistAllAsync(events, any -> {
            inCommand++;
            if (inCommand == together) {
                inCommand = 0;
                persisted.add(together);
                self().tell(next, self());
            }
        });
    }

    private Measured event() {
        number++;
        return new Measured(number & 1023, 1_790_000_000_000L + number, number * 0.5);
    }
}
