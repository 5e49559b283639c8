package io.penstock.engine.clock;

import io.penstock.connector.ConnectorClock;

/**
 * The engine's time and chance, lent to connectors too. Tests and simulations put their own in its place.
 */
public interface Clock extends ConnectorClock {
    /** The machine's clock. */
    static Clock system() {
        return new SystemClock();
    }

    /** The machine's clock. */
    final class SystemClock implements Clock {
        private final ConnectorClock machine = ConnectorClock.system();

        private SystemClock() {}

        @Override
        public long currentMillis() {
            return machine.currentMillis();
        }

        @Override
        public long nanos() {
            return machine.nanos();
        }

        @Override
        public String freshId() {
            return machine.freshId();
        }
    }
}
