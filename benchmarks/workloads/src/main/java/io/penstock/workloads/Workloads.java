package io.penstock.workloads;

import java.util.List;

/** All of them. */
public final class Workloads {
    private static final List<Workload> ALL = List.of(
            new W1(), new W2(), new W3(), TickedCount.LATENCY, TickedCount.RECOVERY, TickedCount.CHECKPOINT_COST);

    private Workloads() {}

    /** What there is, in order. */
    public static List<String> names() {
        return ALL.stream().map(Workload::name).toList();
    }

    static Workload named(String name) {
        return ALL.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("there is no workload " + name + ", there are " + names()));
    }
}
