package io.penstock.examples.soak;

import java.util.List;
import java.util.Map;

/**
 * A kind of job and what must come out of it. The output as a multiset must not depend on how the files are read side by
 * side, only on what is in them.
 */
interface Shape {
    /** All of them. A round has the one its seed points at, so the order is part of what a seed means. */
    List<Shape> ALL = List.of(
            new CopyShape(),
            new WindowShape(),
            new RunningShape(),
            new SessionShape(),
            new BucketShape(),
            new UnionShape());

    String name();

    /** Adds the operators between the sources of a job and its sinks. */
    void define(SoakStreams streams);

    /**
     * The same without Penstock.
     *
     * @param files the events of each file, in their order
     * @return by the name of the sink, its rows as CSV
     */
    Map<String, List<String>> expected(List<List<Event>> files);
}
