package io.penstock.api;

import io.penstock.graph.GraphBuilder;

/** A sink of a job, to be named. */
public final class Output {
    private final GraphBuilder graph;
    private final int operator;

    Output(GraphBuilder graph, int operator) {
        this.graph = graph;
        this.operator = operator;
    }

    public Output named(String name) {
        graph.name(operator, name);
        return this;
    }

    /** How many tasks write, and so how many lanes the sink has. */
    public Output parallelism(int parallelism) {
        graph.parallelism(operator, parallelism);
        return this;
    }
}
