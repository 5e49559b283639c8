package io.penstock.benchmarks.compare;

import java.util.Arrays;
import java.util.Locale;

/** A garbage collector. */
enum Collector {
    PARALLEL("-XX:+UseParallelGC"),
    G1("-XX:+UseG1GC"),
    SERIAL("-XX:+UseSerialGC"),
    Z("-XX:+UseZGC");

    private final String flag;

    Collector(String flag) {
        this.flag = flag;
    }

    String flag() {
        return flag;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Collector named(String name) {
        return Arrays.stream(values())
                .filter(one -> one.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no collector " + name + ", there are " + Arrays.toString(values())));
    }
}
