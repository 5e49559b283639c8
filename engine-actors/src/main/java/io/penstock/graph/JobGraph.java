package io.penstock.graph;

import java.util.List;

/**
 * A job as it is run: operators in an order in which senders stand before receivers, and the edges between them. Made by
 * {@link GraphBuilder}, which checks it.
 */
public record JobGraph(String jobName, List<Operator> operators, List<Edge> edges, JobSettings settings) {
    public JobGraph {
        operators = List.copyOf(operators);
        edges = List.copyOf(edges);
    }

    public List<Edge> inputsOf(int operator) {
        return edges.stream().filter(edge -> edge.to() == operator).toList();
    }

    public List<Edge> outputsOf(int operator) {
        return edges.stream().filter(edge -> edge.from() == operator).toList();
    }

    public Operator operator(int id) {
        return operators.get(id);
    }
}
