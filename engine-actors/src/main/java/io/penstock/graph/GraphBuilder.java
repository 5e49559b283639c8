package io.penstock.graph;

import io.penstock.connector.Guarantee;
import io.penstock.function.OutputTag;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Collects the operators and edges of a job while it is defined, and checks them. Not thread-safe. */
public final class GraphBuilder {
    /** The greatest parallelism of an operator and the greatest number of key groups. */
    public static final int MAX_KEY_GROUPS = 32_768;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");

    private final String jobName;
    private final List<Draft> drafts = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private JobSettings settings = JobSettings.DEFAULT;
    private Guarantee required = Guarantee.BEST_EFFORT;

    private static final class Draft {
        final OperatorSpec spec;

        @Nullable
        String name;

        int parallelism;

        Draft(OperatorSpec spec) {
            this.spec = spec;
        }
    }

    public GraphBuilder(String jobName) {
        this.jobName = checkName("a job", jobName);
    }

    public void parallelism(int parallelism) {
        settings = new JobSettings(
                OptionalInt.of(checkParallelism("job '" + jobName + "'", parallelism)),
                settings.keyGroups(),
                settings.checkpointInterval());
    }

    public void keyGroups(int keyGroups) {
        settings = new JobSettings(
                settings.parallelism(),
                OptionalInt.of(checkParallelism("key groups of job '" + jobName + "'", keyGroups)),
                settings.checkpointInterval());
    }

    public void checkpointInterval(Duration interval) {
        if (interval.toMillis() < 10) {
            throw new InvalidJobException(
                    "checkpoint interval of job '" + jobName + "' must be at least 10 ms, not " + interval);
        }
        settings = new JobSettings(settings.parallelism(), settings.keyGroups(), Optional.of(interval));
    }

    /** Asks for a guarantee at every sink. */
    public void require(Guarantee guarantee) {
        required = guarantee;
    }

    /** Adds an operator and gives its id. */
    public int add(OperatorSpec spec) {
        drafts.add(new Draft(spec));
        return drafts.size() - 1;
    }

    public void connect(int from, int to, Routing routing, @Nullable OutputTag<?> side, boolean journaled) {
        edges.add(new Edge(from, to, routing, side, journaled));
    }

    public void name(int operator, String name) {
        drafts.get(operator).name = checkName("an operator", name);
    }

    public void parallelism(int operator, int parallelism) {
        drafts.get(operator).parallelism = checkParallelism(describe(operator), parallelism);
    }

    public OperatorSpec spec(int operator) {
        return drafts.get(operator).spec;
    }

    /**
     * The finished graph.
     *
     * @param defaultParallelism for operators and jobs that set none
     * @throws InvalidJobException if two operators have one name, or the job has no source or a source no way to a sink,
     *     or less is guaranteed than is required
     */
    public JobGraph build(int defaultParallelism) {
        if (drafts.stream().noneMatch(draft -> draft.spec instanceof OperatorSpec.SourceSpec)) {
            throw new InvalidJobException("job '" + jobName + "' has no source: begin with job.from(...)");
        }
        Set<String> names = new HashSet<>();
        for (Draft draft : drafts) {
            if (draft.name != null && !names.add(draft.name)) {
                throw new InvalidJobException("job '" + jobName + "' has two operators named '" + draft.name
                        + "': names find state again after a restart, so each must be unique");
            }
        }
        int jobParallelism = settings.parallelism().orElse(defaultParallelism);
        List<Operator> operators = new ArrayList<>();
        for (int id = 0; id < drafts.size(); id++) {
            Draft draft = drafts.get(id);
            boolean derived = draft.name == null;
            String name = draft.name == null ? derive(draft.spec.kind(), names) : draft.name;
            int parallelism = draft.parallelism == 0 ? jobParallelism : draft.parallelism;
            operators.add(new Operator(id, name, derived, draft.spec, parallelism));
            if (!(draft.spec instanceof OperatorSpec.SinkSpec) && edges.stream().noneMatch(leaves(id))) {
                throw new InvalidJobException("the output of operator '" + name + "' of job '" + jobName
                        + "' goes nowhere: add .to(sink), or take the operator out");
            }
        }
        JobGraph graph = new JobGraph(jobName, operators, edges, settings);
        checkGuarantees(graph);
        return graph;
    }

    private void checkGuarantees(JobGraph graph) {
        List<String> less = PathGuarantee.of(graph).stream()
                .filter(path -> !path.guarantee().covers(required))
                .map(path -> path + ", as " + String.join(", and ", path.reasons()))
                .toList();
        if (!less.isEmpty()) {
            throw new InvalidJobException(
                    "job '" + jobName + "' requires " + required + ", but has " + String.join("; ", less));
        }
    }

    private static java.util.function.Predicate<Edge> leaves(int id) {
        return edge -> edge.from() == id;
    }

    private static String derive(String kind, Set<String> names) {
        String name = kind;
        for (int i = 2; !names.add(name); i++) {
            name = kind + "-" + i;
        }
        return name;
    }

    private String describe(int operator) {
        Draft draft = drafts.get(operator);
        return "operator '" + (draft.name == null ? draft.spec.kind() : draft.name) + "' of job '" + jobName + "'";
    }

    private static int checkParallelism(String what, int parallelism) {
        if (parallelism < 1 || parallelism > MAX_KEY_GROUPS) {
            throw new InvalidJobException(what + ": must be from 1 to " + MAX_KEY_GROUPS + ", not " + parallelism);
        }
        return parallelism;
    }

    private static String checkName(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidJobException(
                    "the name of " + what + " must match " + NAME.pattern() + ", not '" + name + "'");
        }
        return name;
    }
}
