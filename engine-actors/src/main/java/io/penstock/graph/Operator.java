package io.penstock.graph;

/**
 * A logical step of a job.
 *
 * @param id its place in the graph, counted from 0 in the order of definition
 * @param name unique in the job; journals know an operator by it
 * @param nameDerived true if the name was made up from the kind because the job gave none
 * @param parallelism how many tasks it has
 */
public record Operator(int id, String name, boolean nameDerived, OperatorSpec spec, int parallelism) {
    Operator with(OperatorSpec changed) {
        return new Operator(id, name, nameDerived, changed, parallelism);
    }
}
