package io.penstock.graph;

import com.typesafe.config.Config;
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

    /** The same graph with sources and sinks that have the settings of an actor system. */
    public JobGraph configured(Config config) {
        List<Operator> configured = operators.stream()
                .map(operator -> operator.with(configured(operator.spec(), config)))
                .toList();
        return new JobGraph(jobName, configured, edges, settings);
    }

    private static OperatorSpec configured(OperatorSpec spec, Config config) {
        if (spec instanceof OperatorSpec.SourceSpec source) {
            return new OperatorSpec.SourceSpec(source.source().configured(config));
        }
        if (spec instanceof OperatorSpec.SinkSpec sink) {
            return new OperatorSpec.SinkSpec(sink.sink().configured(config));
        }
        return spec;
    }
}
