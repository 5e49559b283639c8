package io.penstock.connector.stdout;

import org.jspecify.annotations.Nullable;

/**
 * The lines of an epoch that wait for its checkpoint. Written into snapshots: a component may be added, none may change
 * its meaning.
 *
 * @param epoch they belong to
 * @param text the lines, each with its end
 * @param lane that prepared them
 * @param notes the {@link PrintNotes#id} of the file they were to be printed into, or null if it does not matter where
 */
record PreparedLines(
        long epoch, String text, int lane, @Nullable String notes) {}
