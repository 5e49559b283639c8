package io.penstock.persistence.store;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An interrupt closes the channel a thread is using. The journal's own threads end by their queues, so an interrupt carries
 * no order for them: it is cleared, counted, and the channel is opened again. Where another's thread does the journal's
 * work, it gets its interrupt back afterwards.
 */
final class Interrupts {
    private static final Logger LOG = LoggerFactory.getLogger(Interrupts.class);
    private static final AtomicLong COUNT = new AtomicLong();
    private static final ThreadLocal<Boolean> CLEARED = ThreadLocal.withInitial(() -> false);

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

    /** Interrupts the calling thread if an interrupt of it was cleared since the last call. */
    static void giveBack() {
        if (CLEARED.get()) {
            CLEARED.remove();
            Thread.currentThread().interrupt();
        }
    }

    static void clear() {
        Thread.interrupted();
        CLEARED.set(true);
        long count = COUNT.incrementAndGet();
        if (count == 1) {
            LOG.warn(
                    "Thread {} of the journal was interrupted; it goes on. Further interrupts are only counted.",
                    Thread.currentThread().getName());
        }
    }
}
