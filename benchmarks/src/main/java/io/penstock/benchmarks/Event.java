package io.penstock.benchmarks;

/** The stream record of the workloads. */
public record Event(long key, long value, long timestamp) {}
