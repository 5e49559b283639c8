package io.penstock.api;

import io.penstock.function.OutputTag;
import io.penstock.graph.GraphBuilder;
import io.penstock.graph.OperatorSpec;
import io.penstock.graph.Routing;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream leaves an operator.
 *
 * @param side the side output it is, or null for the main output
 * @param journaled whether what leaves is written to the journal
 */
record Outlet(GraphBuilder graph, int operator, @Nullable OutputTag<?> side, boolean journaled) {
    /** The main output of an operator. */
    static Outlet of(GraphBuilder graph, int operator) {
        return new Outlet(graph, operator, null, false);
    }

    /** Adds an operator behind this stream and gives its id. */
    int then(OperatorSpec spec, Routing routing) {
        int id = graph.add(spec);
        into(id, routing);
        return id;
    }

    /** Lets an operator that is there read this stream. */
    void into(int receiver, Routing routing) {
        graph.connect(operator, receiver, routing, side, journaled);
    }
}
