package io.penstock.graph;

import io.penstock.function.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * A stream between two operators.
 *
 * @param from id of the sending operator
 * @param to id of the receiving operator
 * @param side the side output of the sender this edge carries, or null for its main output
 * @param journaled whether what crosses it is written to the journal
 */
public record Edge(
        int from, int to, Routing routing, @Nullable OutputTag<?> side, boolean journaled) {
    /** Whether the sender keeps in memory what it sends until a checkpoint is complete. */
    public boolean isRetained() {
        return !journaled && routing instanceof Routing.ByKey;
    }

    /** Whether what the edge connects restarts together: the sender cannot send again what followed a checkpoint. */
    public boolean isDirect() {
        return !journaled && !isRetained();
    }
}
