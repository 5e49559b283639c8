package io.penstock.connector.stdout;

/**
 * The lines of an epoch that wait for its checkpoint. Written into snapshots: a component may be added, none may change
 * its meaning.
 *
 * @param epoch they belong to
 * @param text the lines, each with its end
 */
record PreparedLines(long epoch, String text) {}
