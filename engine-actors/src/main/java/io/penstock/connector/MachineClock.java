package io.penstock.connector;

import java.security.SecureRandom;
import java.util.HexFormat;

/** The machine's clock: the one place of this module that reads it or draws a random number. */
final class MachineClock implements ConnectorClock {
    private final SecureRandom random = new SecureRandom();

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
