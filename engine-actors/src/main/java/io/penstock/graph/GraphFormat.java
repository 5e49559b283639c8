package io.penstock.graph;

/** The ways in which a graph is printed. Each is a pure function of the graph: the same graph gives the same text. */
public enum GraphFormat {
    /** For reading: operators in order, each with where its output goes. */
    TEXT {
        @Override
        public String print(JobGraph graph) {
            return TextGraph.print(graph);
        }
    },
    /** A flowchart for <a href="https://mermaid.js.org">Mermaid</a>, which Markdown viewers draw. */
    MERMAID {
        @Override
        public String print(JobGraph graph) {
            return MermaidGraph.print(graph);
        }
    },
    /** A digraph for <a href="https://graphviz.org/doc/info/lang.html">Graphviz</a>. */
    DOT {
        @Override
        public String print(JobGraph graph) {
            return DotGraph.print(graph);
        }
    };

    /** The graph as text whose last line ends with a line feed. */
    public abstract String print(JobGraph graph);
}
