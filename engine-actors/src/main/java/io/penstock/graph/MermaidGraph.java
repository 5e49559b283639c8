package io.penstock.graph;

/** A graph as a Mermaid flowchart: sources and sinks rounded, exchanges by key as thick arrows. */
final class MermaidGraph {
    private MermaidGraph() {}

    static String print(JobGraph graph) {
        StringBuilder text = new StringBuilder("flowchart LR\n");
        for (Operator operator : graph.operators()) {
            String detail = OperatorText.detail(operator.spec());
            String label = quote("<b>" + operator.name() + "</b><br/>" + escape(OperatorText.kindAndTasks(operator))
                    + (detail.isEmpty() ? "" : "<br/>" + escape(detail)));
            boolean end = operator.spec() instanceof OperatorSpec.SourceSpec
                    || operator.spec() instanceof OperatorSpec.SinkSpec;
            text.append("    o")
                    .append(operator.id())
                    .append(end ? "([" + label + "])" : "[" + label + "]")
                    .append('\n');
        }
        for (Edge edge : graph.edges()) {
            String label = OperatorText.label(edge);
            String arrow = edge.side() != null ? "-.->" : edge.routing() instanceof Routing.ByKey ? "==>" : "-->";
            text.append("    o")
                    .append(edge.from())
                    .append(' ')
                    .append(arrow)
                    .append(label.isEmpty() ? "" : "|" + quote(escape(label)) + "|")
                    .append(" o")
                    .append(edge.to())
                    .append('\n');
        }
        return text.toString();
    }

    private static String quote(String label) {
        return '"' + label + '"';
    }

    /** Mermaid's entity codes; {@code #} begins one, so it goes first. */
    private static String escape(String text) {
        return text.replace("#", "#35;")
                .replace("\"", "#quot;")
                .replace("<", "#lt;")
                .replace(">", "#gt;")
                .replace("`", "#96;");
    }
}
