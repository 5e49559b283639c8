package io.penstock.engine.job;

import io.penstock.connector.Source;
import io.penstock.engine.operator.OperatorFailure;
import io.penstock.graph.OperatorSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Asks the sources of a job for their splits, where that may block. */
final class SplitListing {
    private final Map<String, Source<Object, Object>> sources = new TreeMap<>();
    private final Executor blocking;

    /** @param blocking runs calls that may block */
    SplitListing(Layout layout, Executor blocking) {
        this.blocking = blocking;
        for (Layout.Group group : layout.groups()) {
            if (group.head().spec() instanceof OperatorSpec.SourceSpec spec) {
                sources.put(group.head().name(), spec.source());
            }
        }
    }

    /** The names of all sources. */
    Collection<String> names() {
        return sources.keySet();
    }

    /** How often the splits of each source are to be listed, of those whose splits become more. */
    Map<String, Duration> intervals() {
        Map<String, Duration> intervals = new TreeMap<>();
        sources.forEach(
                (name, source) -> source.discovery().ifPresent(discovery -> intervals.put(name, discovery.interval())));
        return intervals;
    }

    /** Lists the splits of these sources; fails with an {@link OperatorFailure} that names the source. */
    CompletionStage<Map<String, List<Object>>> list(Collection<String> names) {
        return CompletableFuture.supplyAsync(
                () -> {
                    Map<String, List<Object>> splits = new HashMap<>();
                    names.forEach(name -> splits.put(name, list(name)));
                    return splits;
                },
                blocking);
    }

    private List<Object> list(String name) {
        Source<Object, Object> source = sources.get(name);
        if (source == null) {
            throw new IllegalArgumentException("no source is named '" + name + "', but " + sources.keySet() + " are");
        }
        try {
            return List.copyOf(source.splits());
        } catch (Exception e) {
            throw new OperatorFailure(
                    name,
                    "source '" + name + "' (" + source.describe() + ") cannot list its splits: " + e.getMessage(),
                    e);
        }
    }
}
