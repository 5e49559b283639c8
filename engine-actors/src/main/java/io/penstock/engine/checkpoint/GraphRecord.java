package io.penstock.engine.checkpoint;

import io.penstock.graph.JobGraph;
import io.penstock.graph.Operator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a journal knows of the graph that wrote it: enough to refuse one that does not fit. */
public record GraphRecord(int keyGroups, List<OperatorRecord> operators) {
    public GraphRecord {
        operators = List.copyOf(operators);
    }

    /** One operator. */
    public record OperatorRecord(String name, String kind, int parallelism, boolean stateful) {}

    public static GraphRecord of(JobGraph graph, int keyGroups) {
        List<OperatorRecord> operators = new ArrayList<>();
        for (Operator operator : graph.operators()) {
            operators.add(new OperatorRecord(
                    operator.name(),
                    operator.spec().kind(),
                    operator.parallelism(),
                    operator.spec().stateful()));
        }
        return new GraphRecord(keyGroups, operators);
    }

    /** The operators with state that {@code next} has no more: what they know would be lost. */
    public List<OperatorRecord> dropped(GraphRecord next) {
        return operators.stream()
                .filter(before -> before.stateful()
                        && next.operators.stream()
                                .noneMatch(after -> after.name().equals(before.name())))
                .toList();
    }

    /**
     * Why a job with graph {@code next} cannot go on from what this graph wrote; empty if it can.
     *
     * @param mayDrop names of operators whose state is given up
     */
    public List<String> refusals(GraphRecord next, Set<String> mayDrop) {
        List<String> refusals = new ArrayList<>();
        if (keyGroups != next.keyGroups) {
            refusals.add("the number of key groups was " + keyGroups + " and is " + next.keyGroups);
        }
        Map<String, OperatorRecord> now = new HashMap<>();
        next.operators.forEach(operator -> now.put(operator.name(), operator));
        for (OperatorRecord before : operators) {
            OperatorRecord after = now.get(before.name());
            if (!before.stateful()) {
                continue;
            }
            if (after == null) {
                if (!mayDrop.contains(before.name())) {
                    refusals.add("operator '" + before.name() + "' (" + before.kind()
                            + ") has state and is gone from the job or has another name");
                }
            } else if (!after.kind().equals(before.kind())) {
                refusals.add("operator '" + before.name() + "' was of kind " + before.kind() + " and is of kind "
                        + after.kind());
            }
        }
        return refusals;
    }
}
