package io.penstock.connector.streams;

import java.util.Arrays;
import java.util.Objects;

/**
 * One of the streams that a source runs.
 *
 * @param part which one, from 0
 * @param read how many elements were read of it
 * @param position behind the last one, as its codec writes it; empty before the first, or if the stream has no positions
 */
public record StreamsSplit(int part, long read, byte[] position) {
    @Override
    public boolean equals(Object other) {
        return other instanceof StreamsSplit that
                && part == that.part
                && read == that.read
                && Arrays.equals(position, that.position);
    }

    @Override
    public int hashCode() {
        return Objects.hash(part, read, Arrays.hashCode(position));
    }

    @Override
    public String toString() {
        return "stream " + part + " behind element " + read;
    }
}
