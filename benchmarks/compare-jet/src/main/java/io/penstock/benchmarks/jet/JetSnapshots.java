package io.penstock.benchmarks.jet;

import io.penstock.workloads.Engine.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Times snapshots, as the sources see them: from the first that saves to the first that hears of the end. Thread-safe. */
final class JetSnapshots {
    private static final long NONE = Long.MIN_VALUE;
    private static final JetSnapshots CURRENT = new JetSnapshots();

    private final List<Checkpoint> completed = new ArrayList<>();
    private long began = NONE;

    private JetSnapshots() {}

    /** Those of this process. */
    static JetSnapshots current() {
        return CURRENT;
    }

    synchronized void began() {
        if (began == NONE) {
            began = System.nanoTime();
        }
    }

    synchronized void ended(boolean success) {
        if (began != NONE && success) {
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            completed.add(new Checkpoint(completed.size(), millis, 0));
        }
        began = NONE;
    }

    synchronized List<Checkpoint> completed() {
        return List.copyOf(completed);
    }
}
