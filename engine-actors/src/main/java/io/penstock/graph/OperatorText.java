package io.penstock.graph;

import io.penstock.connector.SourceTraits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the printers say of an operator and of an edge. */
final class OperatorText {
    private OperatorText() {}

    /** {@code window x2}. */
    static String kindAndTasks(Operator operator) {
        return operator.spec().kind() + " x" + operator.parallelism();
    }

    /** What the operator does in one line, empty if its kind says all that is known. */
    static String detail(OperatorSpec spec) {
        if (spec instanceof OperatorSpec.SourceSpec source) {
            SourceTraits traits = source.source().traits();
            return source.source().describe() + ", " + (traits.bounded() ? "bounded" : "unbounded") + ", "
                    + (traits.replayable() ? "replayable" : "not replayable");
        }
        if (spec instanceof OperatorSpec.SinkSpec sink) {
            return sink.sink().describe() + ", " + sink.sink().traits().delivery();
        }
        if (spec instanceof OperatorSpec.TimestampsSpec timestamps) {
            long bound = timestamps.watermarks().outOfOrdernessMillis();
            long idle = timestamps.watermarks().idleAfterMillis();
            return (bound == 0 ? "ascending" : "out of order by up to " + duration(bound))
                    + (idle == 0 ? "" : ", idle after " + duration(idle));
        }
        if (spec instanceof OperatorSpec.DeduplicateSpec deduplicate) {
            return "within " + duration(deduplicate.windowMillis());
        }
        if (spec instanceof OperatorSpec.WindowSpec window) {
            long size = window.windows().sizeMillis();
            long slide = window.windows().slideMillis();
            return (size == slide ? "tumbling " : "sliding ")
                    + duration(size)
                    + (size == slide ? "" : " every " + duration(slide))
                    + (window.allowedLatenessMillis() == 0
                            ? ""
                            : ", allowed lateness " + duration(window.allowedLatenessMillis()));
        }
        return "";
    }

    /** How records find their task and which output they are, empty for the main output to the task of the same number. */
    static String label(Edge edge) {
        List<String> label = new ArrayList<>();
        if (edge.side() != null) {
            label.add("side output " + edge.side().name());
        }
        if (edge.routing() instanceof Routing.ByKey) {
            label.add("by key");
        } else if (edge.routing() instanceof Routing.Rebalance) {
            label.add("in turn");
        }
        if (edge.journaled()) {
            label.add("journaled");
        }
        return String.join(", ", label);
    }

    /** In the greatest unit that gives a whole number. */
    static String duration(long millis) {
        Duration duration = Duration.ofMillis(millis);
        if (millis == 0 || millis % 1000 != 0) {
            return millis + " ms";
        }
        if (duration.toSecondsPart() != 0) {
            return duration.toSeconds() + " s";
        }
        if (duration.toMinutesPart() != 0) {
            return duration.toMinutes() + " min";
        }
        return duration.toHoursPart() != 0 ? duration.toHours() + " h" : duration.toDays() + " d";
    }
}
