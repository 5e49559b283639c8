package io.penstock.engine.task;

import io.penstock.connector.Source;
import io.penstock.connector.SplitDiscovery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which splits of a source one of its tasks reads: each split belongs to exactly one. */
final class SplitShares {
    private final @Nullable SplitDiscovery<Object> discovery;
    private final int task;
    private final int tasks;

    SplitShares(Source<Object, Object> source, int task, int tasks) {
        this.discovery = source.discovery().orElse(null);
        this.task = task;
        this.tasks = tasks;
    }

    boolean discovers() {
        return discovery != null;
    }

    String idOf(Object split) {
        if (discovery == null) {
            throw new IllegalStateException("splits have no ids where none are discovered");
        }
        return discovery.idOf(split);
    }

    /** A split that came up while the job runs, where its reader is to begin. */
    Object foundLater(Object split) {
        return discovery == null ? split : discovery.foundLater(split);
    }

    List<Object> of(Collection<Object> splits) {
        return of(splits, Function.identity());
    }

    /** The share of this task: by the number of a split where splits are discovered, else in turn. */
    <X> List<X> of(Collection<X> all, Function<X, Object> split) {
        List<X> share = new ArrayList<>();
        int turn = 0;
        for (X each : all) {
            int number = discovery == null ? turn++ : discovery.numberOf(split.apply(each));
            if (Math.floorMod(number, tasks) == task) {
                share.add(each);
            }
        }
        return share;
    }
}
