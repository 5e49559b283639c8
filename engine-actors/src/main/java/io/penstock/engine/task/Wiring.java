package io.penstock.engine.task;

import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.gate.ChannelLogs;
import io.penstock.engine.gate.Link;
import io.penstock.engine.gate.OutputGate;
import io.penstock.engine.gate.Retention;
import io.penstock.engine.operator.TaskOutput;
import io.penstock.graph.Edge;
import java.util.List;

/** Makes the output gates of a task from the edges that leave it and the tasks they lead to. */
final class Wiring {
    private Wiring() {}

    static void connect(
            TaskSetup setup, TaskProtocol.Connect connect, TaskOutput output, Retention retention, EdgeLogs journaled) {
        List<Edge> edges = setup.outputs();
        for (int i = 0; i < edges.size(); i++) {
            Edge edge = edges.get(i);
            List<TaskProtocol.Target> targets = connect.outputs().get(i);
            ChannelLogs logs = ChannelLogs.NONE;
            if (edge.journaled()) {
                logs = journaled.of(edge, i, targets.size());
            } else if (edge.isRetained()) {
                logs = retention;
            }
            OutputGate gate = gate(setup, edge, targets, logs);
            if (edge.side() == null) {
                output.addMain(gate);
            } else {
                output.addSide(edge.side().name(), gate);
            }
        }
    }

    /** The way to one channel of a task: a message to its actor. */
    static Link link(TaskProtocol.Target target) {
        return delivery -> target.receiver().tell(new TaskProtocol.Deliver(delivery));
    }

    private static OutputGate gate(TaskSetup setup, Edge edge, List<TaskProtocol.Target> targets, ChannelLogs logs) {
        List<Link> links = targets.stream().map(Wiring::link).toList();
        return new OutputGate(
                edge.routing(),
                links,
                targets.stream().map(TaskProtocol.Target::channel).toList(),
                setup.id().index(),
                setup.generation(),
                setup.settings().batchSize(),
                setup.settings().credit(),
                setup.keyGroups(),
                logs);
    }
}
