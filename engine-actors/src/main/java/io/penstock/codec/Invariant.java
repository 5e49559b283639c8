package io.penstock.codec;

import org.jspecify.annotations.Nullable;

/** Checks of what only an error of our own can break. */
final class Invariant {

    private Invariant() {}

    static <T> T present(@Nullable T value, String what) {
        if (value == null) {
            throw new IllegalStateException("Broken invariant: no " + what);
        }
        return value;
    }
}
