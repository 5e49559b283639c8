package io.penstock.graph;

/** A graph for reading in a terminal. */
final class TextGraph {
    private TextGraph() {}

    /**
     * <pre>
     * job delays: 3 operators
     * flights  source x1  files flights.csv, bounded, replayable
     *   -> delays  by key
     * delays  window x2  tumbling 1 d
     *   -> sink
     * sink  sink x2  files out/*.csv, exactly once
     *   name derived from the kind: name the operator before you change the job
     * flights -> sink: exactly once
     *   provided that no file changes while it is read
     * </pre>
     */
    static String print(JobGraph graph) {
        StringBuilder text = new StringBuilder()
                .append("job ")
                .append(graph.jobName())
                .append(": ")
                .append(graph.operators().size())
                .append(" operators\n");
        for (Operator operator : graph.operators()) {
            text.append(operator.name()).append("  ").append(OperatorText.kindAndTasks(operator));
            String detail = OperatorText.detail(operator.spec());
            text.append(detail.isEmpty() ? "" : "  " + detail).append('\n');
            for (Edge edge : graph.outputsOf(operator.id())) {
                String label = OperatorText.label(edge);
                text.append("  -> ")
                        .append(graph.operator(edge.to()).name())
                        .append(label.isEmpty() ? "" : "  " + label)
                        .append('\n');
            }
            if (operator.nameDerived() && operator.spec().stateful()) {
                text.append("  name derived from the kind: name the operator before you change the job\n");
            }
        }
        for (PathGuarantee path : PathGuarantee.of(graph)) {
            text.append(path).append('\n');
            path.reasons().forEach(reason -> text.append("  ").append(reason).append('\n'));
            path.preconditions()
                    .forEach(precondition ->
                            text.append("  provided that ").append(precondition).append('\n'));
        }
        return text.toString();
    }
}
