package io.penstock.simulation;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The system that sinks write to, as its owner sees it: transactions that are staged, then visible or swept. Outlives
 * every crash. Checks what a sink may rely on: an epoch is prepared once, only what was staged is committed, and nothing
 * becomes visible before the journal has its checkpoint.
 */
final class Target {
    static final Codec<Committable> COMMITTABLES = Codecs.of(Committable.class);

    private final Map<String, Transaction> transactions = new LinkedHashMap<>();
    private final Set<String> prepared = new HashSet<>();
    private final Consumer<String> violations;
    /** The last checkpoint the journal has as completed. */
    private long completed;

    /** The last generation the journal has. */
    private long generation;

    /** Names a transaction. */
    record Committable(String name, long epoch) {}

    /** What became of a transaction. */
    enum Fate {
        STAGED,
        VISIBLE,
        /** Removed because nobody named it. */
        SWEPT
    }

    /** What one lane wrote in one epoch. */
    static final class Transaction {
        final String sink;
        final String lane;
        final long epoch;
        final long generation;
        final List<Object> records;
        Fate fate = Fate.STAGED;

        Transaction(String sink, String lane, long epoch, long generation, List<Object> records) {
            this.sink = sink;
            this.lane = lane;
            this.epoch = epoch;
            this.generation = generation;
            this.records = List.copyOf(records);
        }
    }

    Target(Consumer<String> violations) {
        this.violations = violations;
    }

    /** The same content, with violations told to someone else. */
    Target copy(Consumer<String> toldTo) {
        Target copy = new Target(toldTo);
        copy.completed = completed;
        copy.generation = generation;
        copy.prepared.addAll(prepared);
        transactions.forEach((name, transaction) -> {
            Transaction same = new Transaction(
                    transaction.sink, transaction.lane, transaction.epoch, transaction.generation, transaction.records);
            same.fate = transaction.fate;
            copy.transactions.put(name, same);
        });
        return copy;
    }

    /** As its owner makes it for a start from a savepoint: what was shown after that checkpoint is removed. */
    Target copyUpTo(long epoch, Consumer<String> toldTo) {
        Target copy = copy(toldTo);
        copy.completed = epoch;
        copy.transactions.values().removeIf(transaction -> transaction.epoch > epoch);
        copy.prepared.clear();
        copy.prepared.addAll(copy.transactions.keySet());
        return copy;
    }

    /** The journal has a completed checkpoint. */
    void completed(long checkpointId) {
        completed = checkpointId;
    }

    /** The journal has a new generation. */
    void generation(long next) {
        generation = next;
    }

    Committable prepare(String sink, String lane, long epoch, long by, List<Object> records) {
        String name = sink + "-" + epoch + "-" + lane;
        if (!prepared.add(name)) {
            violations.accept("epoch " + name + " was prepared twice, now by generation " + by);
        }
        if (by == generation && epoch <= completed) {
            violations.accept("epoch " + name + " was prepared when checkpoint " + completed + " was complete");
        }
        transactions.put(name, new Transaction(sink, lane, epoch, by, records));
        return new Committable(name, epoch);
    }

    void commit(Committable committable) {
        Transaction transaction = transactions.get(committable.name());
        if (transaction == null) {
            violations.accept("commit of " + committable.name() + ", which was never prepared");
            return;
        }
        if (transaction.epoch > completed) {
            violations.accept(
                    "commit of " + committable.name() + " before the journal had its checkpoint: it has " + completed);
        }
        if (transaction.fate == Fate.SWEPT) {
            violations.accept("commit of " + committable.name() + ", which was swept before");
        }
        transaction.fate = Fate.VISIBLE;
    }

    /** Removes what a lane left behind in earlier generations and nobody names. */
    void sweep(String sink, String lane, long by, Collection<Committable> named) {
        for (Map.Entry<String, Transaction> entry : transactions.entrySet()) {
            Transaction transaction = entry.getValue();
            if (transaction.fate == Fate.STAGED
                    && transaction.sink.equals(sink)
                    && transaction.lane.equals(lane)
                    && transaction.generation < by
                    && named.stream().noneMatch(c -> c.name().equals(entry.getKey()))) {
                transaction.fate = Fate.SWEPT;
            }
        }
    }

    /** What a lane has staged in a generation. */
    List<Committable> staged(String sink, String lane, long by) {
        List<Committable> all = new ArrayList<>();
        transactions.forEach((name, transaction) -> {
            if (transaction.fate == Fate.STAGED
                    && transaction.sink.equals(sink)
                    && transaction.lane.equals(lane)
                    && transaction.generation == by) {
                all.add(new Committable(name, transaction.epoch));
            }
        });
        return all;
    }

    /** Writes the records of a transaction again if they are visible. */
    void repeatIfVisible(Committable committable) {
        Transaction visible = transactions.get(committable.name());
        if (visible != null && visible.fate == Fate.VISIBLE) {
            Transaction again =
                    new Transaction(visible.sink, visible.lane, visible.epoch, visible.generation, visible.records);
            again.fate = Fate.VISIBLE;
            transactions.put(committable.name() + "-again-" + transactions.size(), again);
        }
    }

    /** Those of these transactions that are not visible: a checkpoint that names one is not committed. */
    List<String> missing(Set<String> named) {
        return named.stream().filter(name -> !isVisible(name)).sorted().toList();
    }

    private boolean isVisible(String name) {
        Transaction transaction = transactions.get(name);
        return transaction != null && transaction.fate == Fate.VISIBLE;
    }

    /** What a reader of a sink's target sees. */
    List<Object> visible(String sink) {
        return outputWith(sink, Set.of());
    }

    /** What a reader will see once these transactions are committed too. */
    List<Object> outputWith(String sink, Set<String> alsoCommitted) {
        List<Object> all = new ArrayList<>();
        transactions.forEach((name, transaction) -> {
            if (transaction.sink.equals(sink) && (transaction.fate == Fate.VISIBLE || alsoCommitted.contains(name))) {
                all.addAll(transaction.records);
            }
        });
        return all;
    }
}
