package io.penstock.connector.streams;

/**
 * A record with the position behind it.
 *
 * @param position from which a stream goes on with the record that follows
 */
public record Positioned<T, P>(T value, P position) {}
