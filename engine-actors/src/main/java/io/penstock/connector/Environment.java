package io.penstock.connector;

/**
 * What a source reader or a sink is lent by whoever runs it.
 *
 * @param clock time and chance
 * @param metrics what the connector counts of its own, in this task
 */
public record Environment(ConnectorClock clock, ConnectorMetrics metrics) {
    /** The machine's clock, and metrics that nobody looks at: for connectors that are used without a job. */
    public static Environment standalone() {
        return new Environment(ConnectorClock.system(), new ConnectorMetrics());
    }
}
