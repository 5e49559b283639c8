package io.penstock.engine.clock;

import java.security.SecureRandom;
import java.util.HexFormat;

/** The engine's time and chance. Tests and simulations put their own in its place. */
public interface Clock {
    /** Wall clock in milliseconds since the epoch. May step back. */
    long currentMillis();

    /** For durations: nanoseconds from an arbitrary origin, never back. */
    long nanos();

    /** An id that no other call gives: 16 hexadecimal digits. */
    String freshId();

    /** The machine's clock. */
    static Clock system() {
        return new SystemClock();
    }

    /** The machine's clock. */
    final class SystemClock implements Clock {
        private final SecureRandom random = new SecureRandom();

        private SystemClock() {}

        @Override
        public long currentMillis() {
            return System.currentTimeMillis();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public String freshId() {
            byte[] bytes = new byte[8];
            random.nextBytes(bytes);
            return HexFormat.of().formatHex(bytes);
        }
    }
}
