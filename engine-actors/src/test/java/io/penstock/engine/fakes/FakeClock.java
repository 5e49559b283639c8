package io.penstock.engine.fakes;

import io.penstock.engine.clock.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands until it is moved. */
public final class FakeClock implements Clock {
    private final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);
    private final AtomicLong ids = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();

    public void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
    }

    /** How often the time of day was asked. */
    public long reads() {
        return reads.get();
    }

    @Override
    public long currentMillis() {
        reads.incrementAndGet();
        return nanos.get() / 1_000_000;
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public String freshId() {
        return String.format("%016x", ids.incrementAndGet());
    }
}
