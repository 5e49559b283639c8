package io.penstock.persistence.store;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
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

    /** Something that uses a channel it opens itself. */
    @FunctionalInterface
    interface ChannelUse<T> {
        T use() throws IOException;
    }

    /** Does something from the beginning as often as an interrupt gets in its way. */
    static <T> T withstanding(ChannelUse<T> use) throws IOException {
        while (true) {
            try {
                return use.use();
            } catch (ClosedByInterruptException | FileLockInterruptionException e) {
                clear();
            }
        }
    }

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
