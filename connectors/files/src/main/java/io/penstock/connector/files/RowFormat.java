package io.penstock.connector.files;

import org.jspecify.annotations.Nullable;

/** How records become lines. Shared by all lanes, so it keeps nothing that changes. */
interface RowFormat<T> {
    /** The first line of each file, with its line end, or null if there is none. */
    @Nullable
    String header();

    /** Appends the line of a record, with its line end. */
    void append(T value, StringBuilder row);
}
