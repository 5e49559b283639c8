package io.penstock.engine.task;

import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.gate.Link;
import io.penstock.engine.gate.OutputGate;
import io.penstock.engine.operator.TaskOutput;
import io.penstock.graph.Edge;
import java.util.List;

/** Makes the output gates of a task from the edges that leave it and the tasks they lead to. */
final class Wiring {
    private Wiring() {}

    static void connect(TaskSetup setup, TaskProtocol.Connect connect, TaskOutput output) {
        List<Edge> edges = setup.outputs();
        for (int i = 0; i < edges.size(); i++) {
            Edge edge = edges.get(i);
            OutputGate gate = gate(setup, edge, connect.outputs().get(i));
            if (edge.side() == null) {
                output.addMain(gate);
            } else {
                output.addSide(edge.side().name(), gate);
            }
        }
    }

    private static OutputGate gate(TaskSetup setup, Edge edge, List<TaskProtocol.Target> targets) {
        List<Link> links = targets.stream()
                .<Link>map(target -> delivery -> target.receiver().tell(new TaskProtocol.Deliver(delivery)))
                .toList();
        return new OutputGate(
                edge.routing(),
                links,
                targets.stream().map(TaskProtocol.Target::channel).toList(),
                setup.id().index(),
                setup.generation(),
                setup.settings().batchSize(),
                setup.settings().credit(),
                setup.keyGroups());
    }
}
