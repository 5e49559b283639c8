package io.penstock.graph;

import io.penstock.function.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * A stream between two operators.
 *
 * @param from id of the sending operator
 * @param to id of the receiving operator
 * @param side the side output of the sender this edge carries, or null for its main output
 */
public record Edge(
        int from, int to, Routing routing, @Nullable OutputTag<?> side) {}
