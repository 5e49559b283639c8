package io.penstock.connector;

import io.penstock.function.OutputTag;

/**
 * A record that could not be read, with where it stands.
 *
 * @param source the source operator
 * @param coordinates where in the source, for instance {@code flights.csv line 12 at byte 388}
 * @param content the record as it was read, cut at a limit of the connector's
 * @param cause what was wrong
 */
public record DeadLetter(String source, String coordinates, String content, String cause) {
    /** The side output on which dead letters leave a source. */
    public static final OutputTag<DeadLetter> TAG = OutputTag.of("dead-letters", DeadLetter.class);
}
