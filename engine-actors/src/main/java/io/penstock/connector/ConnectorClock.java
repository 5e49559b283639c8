package io.penstock.connector;

/** Time and chance, as whoever runs a source or sink has them. Tests put their own in their place. Thread-safe. */
public interface ConnectorClock {
    /** Wall clock in milliseconds since the epoch. May step back. */
    long currentMillis();

    /** For durations: nanoseconds from an arbitrary origin, never back. */
    long nanos();

    /** An id that no other call gives: 16 hexadecimal digits. */
    String freshId();

    /** The machine's clock. */
    static ConnectorClock system() {
        return new MachineClock();
    }
}
