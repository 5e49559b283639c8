package io.penstock.connector.s3;

import java.util.Arrays;

/** Bytes that are equal where they have the same content. The array is not copied, and not to be changed. */
record Content(byte[] bytes) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Content that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
