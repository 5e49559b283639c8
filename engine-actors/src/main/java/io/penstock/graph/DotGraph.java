package io.penstock.graph;

/** A graph as a Graphviz digraph: sources and sinks as ellipses, side outputs dashed, exchanges by key bold. */
final class DotGraph {
    private DotGraph() {}

    static String print(JobGraph graph) {
        StringBuilder text = new StringBuilder()
                .append("digraph ")
                .append(quote(graph.jobName()))
                .append(" {\n    rankdir=LR;\n    node [shape=box];\n");
        for (Operator operator : graph.operators()) {
            String detail = OperatorText.detail(operator.spec());
            String label = operator.name() + "\n" + OperatorText.kindAndTasks(operator)
                    + (detail.isEmpty() ? "" : "\n" + detail);
            boolean end = operator.spec() instanceof OperatorSpec.SourceSpec
                    || operator.spec() instanceof OperatorSpec.SinkSpec;
            text.append("    ")
                    .append(quote(operator.name()))
                    .append(" [label=")
                    .append(quote(label))
                    .append(end ? ", shape=ellipse" : "")
                    .append("];\n");
        }
        for (Edge edge : graph.edges()) {
            String label = OperatorText.label(edge);
            String style = edge.side() != null ? "dashed" : edge.routing() instanceof Routing.ByKey ? "bold" : "solid";
            text.append("    ")
                    .append(quote(graph.operator(edge.from()).name()))
                    .append(" -> ")
                    .append(quote(graph.operator(edge.to()).name()))
                    .append(" [style=")
                    .append(style)
                    .append(label.isEmpty() ? "" : ", label=" + quote(label))
                    .append("];\n");
        }
        return text.append("}\n").toString();
    }

    private static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
