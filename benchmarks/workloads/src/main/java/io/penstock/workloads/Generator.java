package io.penstock.workloads;

/** One part of a workload's input: makes any of its records from their number, on any thread. */
public interface Generator {
    Event event(long number);

    /** How many records follow when the part is told to end. */
    int closings();

    Event closing(int index);
}
