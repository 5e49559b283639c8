package io.penstock.engine.job;

import io.penstock.engine.checkpoint.TaskId;
import io.penstock.graph.Edge;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which tasks are restarted together. A region is what direct channels join; the subtree of a task is its region and
 * every region downstream of it. Pure: the same layout gives the same regions.
 */
final class Regions {
    private final Map<TaskId, Set<TaskId>> direct = new HashMap<>();
    private final Map<TaskId, Set<TaskId>> downstream = new HashMap<>();

    Regions(Layout layout) {
        for (Layout.Group group : layout.groups()) {
            for (int task = 0; task < group.parallelism(); task++) {
                direct.put(group.taskId(task), new HashSet<>());
                downstream.put(group.taskId(task), new HashSet<>());
            }
        }
        for (Layout.Group group : layout.groups()) {
            for (int task = 0; task < group.parallelism(); task++) {
                for (Edge edge : group.outputs()) {
                    for (Layout.Receiver receiver : layout.receivers(group, task, edge)) {
                        join(group.taskId(task), receiver.group().taskId(receiver.task()), edge);
                    }
                }
            }
        }
    }

    private void join(TaskId sender, TaskId receiver, Edge edge) {
        downstream.computeIfAbsent(sender, id -> new HashSet<>()).add(receiver);
        if (edge.isDirect()) {
            direct.computeIfAbsent(sender, id -> new HashSet<>()).add(receiver);
            direct.computeIfAbsent(receiver, id -> new HashSet<>()).add(sender);
        }
    }

    /** All tasks there are. */
    Set<TaskId> all() {
        return direct.keySet();
    }

    /** The tasks that are restarted when these have failed, these among them. */
    Set<TaskId> subtree(Set<TaskId> failed) {
        Set<TaskId> subtree = new TreeSet<>();
        ArrayDeque<TaskId> open = new ArrayDeque<>(failed);
        while (!open.isEmpty()) {
            TaskId task = open.poll();
            if (subtree.add(task)) {
                open.addAll(direct.getOrDefault(task, Set.of()));
                open.addAll(downstream.getOrDefault(task, Set.of()));
            }
        }
        return subtree;
    }
}
