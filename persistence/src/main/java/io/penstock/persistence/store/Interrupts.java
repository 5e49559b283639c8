package io.penstock.persistence.store;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An interrupt closes the channel a thread is using. The threads here belong to the journal and end by their queues, so an
 * interrupt carries no order for them: it is cleared, counted, and the channel is opened again.
 */
final class Interrupts {
    private static final Logger LOG = LoggerFactory.getLogger(Interrupts.class);
    private static final AtomicLong COUNT = new AtomicLong();

    private Interrupts() {}

    static void clear() {
        Thread.interrupted();
        long count = COUNT.incrementAndGet();
        if (count == 1) {
            LOG.warn(
                    "Thread {} of the journal was interrupted; it goes on. Further interrupts are only counted.",
                    Thread.currentThread().getName());
        }
    }
}
