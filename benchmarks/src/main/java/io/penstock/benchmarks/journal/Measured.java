package io.penstock.benchmarks.journal;

/** The event that is written: 24 bytes when serialized, so that what is measured is the journal. */
public record Measured(long sensor, long timeMillis, double value) {}
