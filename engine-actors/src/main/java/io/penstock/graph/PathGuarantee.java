package io.penstock.graph;

import io.penstock.connector.Guarantee;
import io.penstock.connector.Sink;
import io.penstock.connector.Source;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job promises of the records of one source at one sink: derived from what the two declare and from the operators
 * between them.
 *
 * @param reasons why it is not exactly once, each with what would change it; empty if it is
 * @param preconditions what must hold outside of the job
 */
public record PathGuarantee(
        String source, String sink, Guarantee guarantee, List<String> reasons, List<String> preconditions) {
    public PathGuarantee {
        reasons = List.copyOf(reasons);
        preconditions = List.copyOf(preconditions);
    }

    /** Of every pair of a source and a sink that it reaches, in the order of the graph. */
    public static List<PathGuarantee> of(JobGraph graph) {
        List<PathGuarantee> paths = new ArrayList<>();
        for (Operator operator : graph.operators()) {
            if (operator.spec() instanceof OperatorSpec.SourceSpec spec) {
                paths.addAll(from(graph, operator, spec.source()));
            }
        }
        return paths;
    }

    private static List<PathGuarantee> from(JobGraph graph, Operator source, Source<?, ?> port) {
        @Nullable Guarantee[] at = new Guarantee[graph.operators().size()];
        at[source.id()] = port.intake();
        List<PathGuarantee> paths = new ArrayList<>();
        // Operators stand in the order of the stream, so what leads to one is known when its turn comes.
        for (Operator operator : graph.operators()) {
            for (Edge edge : graph.inputsOf(operator.id())) {
                Guarantee before = at[edge.from()];
                if (before != null) {
                    Guarantee known = at[operator.id()];
                    at[operator.id()] = known == null ? before : known.and(before);
                }
            }
            Guarantee here = at[operator.id()];
            if (here == null) {
                continue;
            }
            if (operator.spec() instanceof OperatorSpec.DeduplicateSpec) {
                at[operator.id()] = here.deduplicated();
            } else if (operator.spec() instanceof OperatorSpec.SinkSpec spec) {
                paths.add(path(source, port, here, operator, spec.sink()));
            }
        }
        return paths;
    }

    private static PathGuarantee path(
            Operator from, Source<?, ?> source, Guarantee arriving, Operator to, Sink<?, ?> sink) {
        List<String> reasons = new ArrayList<>();
        Guarantee delivery = sink.traits().delivery();
        if (arriving.loses()) {
            reasons.add("source '" + from.name() + "' (" + source.describe()
                    + ") loses what was on its way when a connection or the process ends: use a source that"
                    + " acknowledges, or one that can be read again");
        }
        if (arriving.repeats()) {
            reasons.add("source '" + from.name() + "' (" + source.describe()
                    + ") is sent again what it has not acknowledged in time: add deduplicate(...) with an id of the"
                    + " records behind it");
        }
        if (delivery.loses()) {
            reasons.add("sink '" + to.name() + "' (" + sink.describe()
                    + ") loses records when the target or the process fails: use a sink that is acknowledged");
        }
        if (delivery.repeats()) {
            reasons.add("sink '" + to.name() + "' (" + sink.describe()
                    + ") writes records again after a failure: use a mode or a sink that is exactly once, or a target"
                    + " that recognizes them by an id");
        }
        List<String> preconditions = new ArrayList<>(source.preconditions());
        preconditions.addAll(sink.preconditions());
        return new PathGuarantee(from.name(), to.name(), arriving.and(delivery), reasons, preconditions);
    }

    /** {@code flights -> delays-by-day: exactly once}. */
    @Override
    public String toString() {
        return source + " -> " + sink + ": " + guarantee;
    }
}
