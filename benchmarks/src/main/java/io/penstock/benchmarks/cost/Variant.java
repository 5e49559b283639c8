package io.penstock.benchmarks.cost;

/**
 * One way to run the job.
 *
 * @param retained whether the exchange keeps what it has sent since the last checkpoint
 * @param intervalMillis between checkpoints
 * @param perSecond records a second, or 0 for as many as it can
 */
record Variant(String name, boolean retained, long intervalMillis, long perSecond) {}
