package io.penstock.engine.job;

import io.penstock.engine.checkpoint.CoordinatorProtocol.Role;
import io.penstock.engine.checkpoint.TaskId;
import io.penstock.engine.state.KeyGroups;
import io.penstock.graph.Edge;
import io.penstock.graph.JobGraph;
import io.penstock.graph.Operator;
import io.penstock.graph.OperatorSpec;
import io.penstock.graph.Routing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which tasks a graph becomes: groups of operators that share actors, and the channels between them. Pure: the same graph
 * gives the same layout.
 */
final class Layout {
    private final JobGraph graph;
    private final Set<String> heads;
    private final List<Group> groups = new ArrayList<>();
    private final Map<Integer, Group> byOperator = new HashMap<>();

    /**
     * Operators that share actors.
     *
     * @param head the operator with the input gate
     * @param steps one-to-one operators behind it that run in its actors
     * @param outputs the edges that leave the group
     * @param inputs the edges that lead to the head
     */
    record Group(int index, Operator head, List<Operator> steps, List<Edge> outputs, List<Edge> inputs) {
        Role role() {
            if (head.spec() instanceof OperatorSpec.SourceSpec) {
                return Role.SOURCE;
            }
            return head.spec() instanceof OperatorSpec.SinkSpec ? Role.SINK : Role.OPERATOR;
        }

        int parallelism() {
            return head.parallelism();
        }

        TaskId taskId(int task) {
            return new TaskId(head.name(), task);
        }
    }

    /** One input channel: the sending group, task, which of its edges, and which channel of that edge. */
    record Sender(Group group, int task, int edge, int channel) {}

    /** One output channel: the receiving group and task, and which of its input channels it is. */
    record Receiver(Group group, int task, int channel) {}

    /** As {@link #Layout(JobGraph, boolean, int, Set)}, where it is all the same which operators are heads. */
    Layout(JobGraph graph, boolean fuse, int keyGroups) {
        this(graph, fuse, keyGroups, Set.of());
    }

    /**
     * Lays out a graph.
     *
     * @param fuse whether one-to-one steps without state share the actor of what stands before them; timestamps right
     *     behind a source do in any case, as only its tasks know the splits
     * @param heads names of operators that have tasks of their own whatever stands before them
     * @throws IllegalArgumentException if a keyed operator has more tasks than there are key groups, or timestamps right
     *     behind a source cannot share its actors
     */
    Layout(JobGraph graph, boolean fuse, int keyGroups, Set<String> heads) {
        this.graph = graph;
        this.heads = heads;
        for (Operator operator : graph.operators()) {
            if (byOperator.containsKey(operator.id())) {
                continue;
            }
            if (operator.spec() instanceof OperatorSpec.KeyedSpec) {
                KeyGroups.owners(keyGroups, operator.parallelism());
            }
            List<Operator> steps = fuse ? steps(operator) : timestampsBehind(operator);
            List<Operator> members = new ArrayList<>(steps);
            members.add(0, operator);
            Operator last = members.get(members.size() - 1);
            List<Edge> outputs = new ArrayList<>();
            for (Operator member : members) {
                for (Edge edge : graph.outputsOf(member.id())) {
                    if (edge.side() != null || member.id() == last.id()) {
                        outputs.add(edge);
                    }
                }
            }
            checkTimestamps(operator);
            Group group = new Group(groups.size(), operator, steps, outputs, graph.inputsOf(operator.id()));
            groups.add(group);
            members.forEach(member -> byOperator.put(member.id(), group));
        }
    }

    private List<Operator> timestampsBehind(Operator head) {
        return head.spec() instanceof OperatorSpec.SourceSpec
                ? steps(head).stream()
                        .takeWhile(step -> step.spec() instanceof OperatorSpec.TimestampsSpec)
                        .toList()
                : List.of();
    }

    /** Watermarks are promised per split right behind a source, which takes the source's own tasks. */
    private void checkTimestamps(Operator head) {
        if (!(head.spec() instanceof OperatorSpec.TimestampsSpec)) {
            return;
        }
        for (Edge edge : graph.inputsOf(head.id())) {
            Operator sender = graph.operator(edge.from());
            if (sender.spec() instanceof OperatorSpec.SourceSpec && edge.side() == null) {
                throw new IllegalArgumentException("operator '" + head.name()
                        + "' assigns event times right behind source '" + sender.name()
                        + "', where watermarks are kept per split, but "
                        + whyApart(edge, sender.parallelism(), head));
            }
        }
    }

    private static String whyApart(Edge edge, int parallelism, Operator head) {
        if (edge.journaled()) {
            return "the stream between them is journaled: put journaled() behind '" + head.name() + "'";
        }
        return parallelism == head.parallelism()
                ? "the source has other readers too: let them read what '" + head.name() + "' gives"
                : "the source has parallelism " + parallelism + " and it has " + head.parallelism()
                        + ": give both the same";
    }

    private List<Operator> steps(Operator head) {
        List<Operator> steps = new ArrayList<>();
        Operator last = head;
        while (true) {
            List<Edge> outputs = graph.outputsOf(last.id()).stream()
                    .filter(edge -> edge.side() == null)
                    .toList();
            if (outputs.size() != 1
                    || outputs.get(0).journaled()
                    || !(outputs.get(0).routing() instanceof Routing.Forward)) {
                return steps;
            }
            Operator next = graph.operator(outputs.get(0).to());
            if (!next.spec().fusible()
                    || heads.contains(next.name())
                    || next.parallelism() != head.parallelism()
                    || graph.inputsOf(next.id()).size() != 1) {
                return steps;
            }
            steps.add(next);
            last = next;
        }
    }

    int taskCount() {
        return groups.stream().mapToInt(Group::parallelism).sum();
    }

    /** How many tasks keep what they have sent in memory. */
    int retainingTasks() {
        return groups.stream()
                .filter(group -> group.outputs().stream().anyMatch(Edge::isRetained))
                .mapToInt(Group::parallelism)
                .sum();
    }

    List<Group> groups() {
        return groups;
    }

    /** Of these operators, those that have no tasks of their own. */
    Set<String> withoutTasks(Set<String> operators) {
        Set<String> without = new TreeSet<>(operators);
        groups.forEach(group -> without.remove(group.head().name()));
        return without;
    }

    /** The input channels of a task, by number. */
    List<Sender> senders(Group receiver, int task) {
        List<Sender> senders = new ArrayList<>();
        for (Edge edge : receiver.inputs()) {
            Group from = groupOf(edge.from());
            int edgeOfSender = indexOf(from.outputs(), edge);
            if (isOneToOne(edge, from, receiver)) {
                senders.add(new Sender(from, task, edgeOfSender, 0));
            } else {
                for (int sender = 0; sender < from.parallelism(); sender++) {
                    senders.add(new Sender(from, sender, edgeOfSender, task));
                }
            }
        }
        return senders;
    }

    /** The output channels of a task on one of its group's edges, by number. */
    List<Receiver> receivers(Group sender, int task, Edge edge) {
        Group to = groupOf(edge.to());
        List<Receiver> receivers = new ArrayList<>();
        if (isOneToOne(edge, sender, to)) {
            receivers.add(new Receiver(to, task, channelAt(to, task, edge, task)));
        } else {
            for (int receiver = 0; receiver < to.parallelism(); receiver++) {
                receivers.add(new Receiver(to, receiver, channelAt(to, receiver, edge, task)));
            }
        }
        return receivers;
    }

    /** Which input channel of a receiving task an edge from a sending task is. */
    private int channelAt(Group receiver, int receivingTask, Edge edge, int sendingTask) {
        List<Sender> senders = senders(receiver, receivingTask);
        Group from = groupOf(edge.from());
        int edgeOfSender = indexOf(from.outputs(), edge);
        for (int channel = 0; channel < senders.size(); channel++) {
            Sender sender = senders.get(channel);
            if (sender.group().index() == from.index()
                    && sender.edge() == edgeOfSender
                    && sender.task() == sendingTask) {
                return channel;
            }
        }
        throw new IllegalStateException(
                "edge " + edge + " leads to no channel of " + receiver.head().name());
    }

    /** The place of this very edge: a stream united with itself has two edges that are equal. */
    @SuppressWarnings("ReferenceEquality")
    private static int indexOf(List<Edge> edges, Edge edge) {
        for (int i = 0; i < edges.size(); i++) {
            if (edges.get(i) == edge) {
                return i;
            }
        }
        throw new IllegalStateException("edge " + edge + " does not leave its group");
    }

    Group groupOf(TaskId task) {
        return groups.stream()
                .filter(group -> group.head().name().equals(task.operator()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no task " + task + " in the job"));
    }

    private Group groupOf(int operator) {
        Group group = byOperator.get(operator);
        if (group == null) {
            throw new IllegalStateException("operator " + operator + " is in no group");
        }
        return group;
    }

    private static boolean isOneToOne(Edge edge, Group from, Group to) {
        return edge.routing() instanceof Routing.Forward && from.parallelism() == to.parallelism();
    }
}
