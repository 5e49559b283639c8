package io.penstock.engine.savepoint;

import io.penstock.codec.Codec;
import io.penstock.codec.Schema;
import io.penstock.codec.SchemaMismatchException;
import io.penstock.engine.checkpoint.GraphRecord;
import io.penstock.engine.checkpoint.GraphRecord.OperatorRecord;
import io.penstock.engine.clock.Clock;
import io.penstock.engine.metrics.OperatorCounters;
import io.penstock.engine.operator.Operators;
import io.penstock.engine.operator.TaskOperator;
import io.penstock.engine.savepoint.UpgradeReport.Finding;
import io.penstock.engine.savepoint.WrittenSchemas.Part;
import io.penstock.engine.savepoint.WrittenSchemas.Written;
import io.penstock.engine.state.KeyRange;
import io.penstock.engine.state.StateReader;
import io.penstock.engine.state.StateRestoreException;
import io.penstock.engine.state.StateStore;
import io.penstock.engine.state.TaskHeader;
import io.penstock.graph.JobGraph;
import io.penstock.graph.Operator;
import io.penstock.graph.OperatorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says before a start whether a job fits a savepoint: which operators go on, which begin anew, which are gone, and
 * whether what was written can be read by the classes of now. Reads the whole savepoint once, so it also says whether
 * that is damaged. Keyed functions are made and opened, which declares their states, and closed again; none is given a
 * record. All calls may block.
 */
public final class UpgradeCheck {
    private final SavepointFolder savepoint;
    private final JobGraph graph;
    private final GraphRecord before;
    private final GraphRecord now;
    private final Set<String> mayDrop;
    private final Clock clock;
    private final List<UpgradeReport.Line> lines = new ArrayList<>();

    private UpgradeCheck(SavepointFolder savepoint, JobGraph graph, int keyGroups, Set<String> mayDrop, Clock clock) {
        this.savepoint = savepoint;
        this.graph = graph;
        this.before = savepoint.manifest().graph();
        this.now = GraphRecord.of(graph, keyGroups);
        this.mayDrop = mayDrop;
        this.clock = clock;
    }

    /**
     * Checks a job.
     *
     * @param keyGroups of the job now
     * @param mayDrop names of operators whose state may be given up
     * @throws DamagedSavepointException if the savepoint is not what was written
     */
    public static UpgradeReport of(
            SavepointFolder savepoint, JobGraph graph, int keyGroups, Set<String> mayDrop, Clock clock) {
        return new UpgradeCheck(savepoint, graph, keyGroups, mayDrop, clock).check();
    }

    private UpgradeReport check() {
        WrittenSchemas schemas = new WrittenSchemas(before);
        for (SavepointManifest.TaskFile task : savepoint.manifest().tasks()) {
            savepoint.read(task, chunk -> schemas.scan(task.operator(), chunk));
        }
        if (!savepoint.manifest().jobName().equals(graph.jobName())) {
            refuse(
                    "",
                    "the savepoint is of job '" + savepoint.manifest().jobName() + "', and this is job '"
                            + graph.jobName() + "': give the job the name it had");
        }
        if (before.keyGroups() != now.keyGroups()) {
            refuse(
                    "",
                    "the number of key groups was " + before.keyGroups() + " and is " + now.keyGroups()
                            + ": it is fixed with the first run; set penstock.job.key-groups (or Job.keyGroups) back");
        }
        Map<String, OperatorRecord> known = new HashMap<>();
        before.operators().forEach(operator -> known.put(operator.name(), operator));
        for (Operator operator : graph.operators()) {
            OperatorRecord former = known.get(operator.name());
            if (former != null && former.stateful()) {
                compare(operator, former, schemas.of(operator.name()));
            } else if (operator.spec().stateful()) {
                add(Finding.NEW, operator.name(), operator.spec().kind() + ", begins with nothing");
            }
        }
        for (OperatorRecord gone : before.dropped(now)) {
            if (mayDrop.contains(gone.name())) {
                add(Finding.DROPPED, gone.name(), gone.kind() + ", gone from the job; what it knew is given up");
            } else {
                refuse(
                        gone.name(),
                        gone.kind() + " with state, gone from the job or has another name: put the name back, or give"
                                + " up what it knew with --allow-drop " + gone.name());
            }
        }
        return new UpgradeReport(lines);
    }

    private void add(Finding finding, String operator, String text) {
        lines.add(new UpgradeReport.Line(finding, operator, text));
    }

    private void refuse(String operator, String text) {
        add(Finding.REFUSED, operator, text);
    }

    private void compare(Operator operator, OperatorRecord former, List<Written> written) {
        String name = operator.name();
        OperatorSpec spec = operator.spec();
        if (!spec.kind().equals(former.kind())) {
            refuse(
                    name,
                    "was of kind " + former.kind() + " and is of kind " + spec.kind()
                            + ": give it another name, and give up what it knew with --allow-drop " + name);
            return;
        }
        if (before.keyGroups() != now.keyGroups()) {
            return;
        }
        int found = lines.size();
        if (spec instanceof OperatorSpec.KeyedSpec) {
            compareKeyed(operator, written);
        } else if (spec instanceof OperatorSpec.SourceSpec source) {
            compare(name, source.source().splitCodec(), written);
        } else if (spec instanceof OperatorSpec.SinkSpec sink) {
            compare(name, sink.sink().committableCodec(), written);
        }
        if (lines.stream().skip(found).allMatch(line -> line.finding() != Finding.REFUSED)) {
            lines.add(
                    found,
                    new UpgradeReport.Line(
                            Finding.RESTORES,
                            name,
                            spec.kind() + ", parallelism "
                                    + (former.parallelism() == operator.parallelism()
                                            ? operator.parallelism()
                                            : former.parallelism() + " -> " + operator.parallelism())));
        }
    }

    private void compare(String operator, Codec<Object> codec, List<Written> written) {
        for (Written each : written) {
            try {
                codec.decoder(each.schema());
                changed(each, codec.schema());
            } catch (SchemaMismatchException e) {
                refuse(operator, each.what() + ": " + e.getMessage());
            }
        }
    }

    private void changed(Written each, @Nullable Schema current) {
        if (current != null && !current.equals(each.schema())) {
            add(
                    Finding.CHANGED,
                    each.operator(),
                    each.what() + ", can be read\nwritten as:\n"
                            + each.schema().toString().indent(2) + "read as:\n"
                            + current.toString().indent(2).stripTrailing());
        }
    }

    private void compareKeyed(Operator operator, List<Written> written) {
        KeyRange range = new KeyRange(before.keyGroups(), 1, 0);
        StateStore store = Operators.stateStore(operator, range);
        try {
            TaskOperator opened = Operators.head(operator, store, new OperatorCounters(), clock);
            try {
                opened.open();
            } finally {
                opened.close();
            }
        } catch (Exception e) {
            refuse(operator.name(), "its function cannot be opened to see which states it declares: " + e);
            return;
        }
        for (Written each : written) {
            boolean key = each.part() == Part.KEY;
            try {
                StateReader.check(
                        store,
                        new TaskHeader(
                                false,
                                range,
                                0,
                                key ? each.schema() : null,
                                key
                                        ? List.of()
                                        : List.of(new TaskHeader.StateDescriptor(
                                                1, each.state(), each.spaced(), 0, each.schema())),
                                new byte[0]));
                changed(each, key ? store.keySchema() : store.schemaOf(each.state()));
            } catch (StateRestoreException e) {
                refuse(operator.name(), String.valueOf(e.getMessage()));
            }
        }
    }
}
