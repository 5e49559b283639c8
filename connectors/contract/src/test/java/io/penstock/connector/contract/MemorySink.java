package io.penstock.connector.contract;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.Committer;
import io.penstock.connector.Guarantee;
import io.penstock.connector.RecordBatch;
import io.penstock.connector.Sink;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkTraits;
import io.penstock.connector.SinkWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An exactly-once sink into memory that can be given one mistake. */
final class MemorySink implements Sink<String, MemorySink.Staged> {
    /** A prepared epoch of a lane: where it lies in the target. */
    record Staged(String key) {}

    /** What may be wrong with it, and the test of the contract that must say so. */
    enum Mistake {
        NONE(""),
        SHOWS_AT_ONCE("showsNothingBeforeTheCommit"),
        SHOWS_WHEN_PREPARED("showsNothingBeforeTheCommit"),
        COMMITS_TWICE("committingAgainChangesNothing"),
        COMMITS_AGAIN_AFTER_A_RESTART("commitOfTheProcessBeforeIsRepeatedWithoutHarm"),
        FORGETS_WHAT_WAS_PREPARED_WHEN_CLOSED("writerThatIsClosedInMidEpochLeavesWhatWasPreparedToItsCommit"),
        LEAVES_ORPHANS("failoverInMidEpochLeavesNothingBehind"),
        SWEEPS_WHAT_IS_STILL_NEEDED("oneLaneShowsItsEpochWhileAnotherHasNotCommitted"),
        PREPARES_EMPTY_EPOCHS("preparesNothingWhereNothingWasWritten"),
        COMMITS_ONLY_THE_LAST_EPOCH("epochOfAnAbortedCheckpointIsShownWithTheNext"),
        SHARES_STAGES_BETWEEN_LANES("oneLaneShowsItsEpochWhileAnotherHasNotCommitted"),
        FORGETS_WITH_OTHER_LANES("fewerLanesTakeOver"),
        LEAVES_A_THREAD("closedWritersAndCommittersLeaveNoThreadBehind"),
        COMMITS_SILENTLY_NOTHING_WHEN_REFUSED("commitThatFailedIsRepeated"),
        COUNTS_NO_BYTES("bytesThatAreWrittenAreCounted"),
        REFUSES_WHAT_IS_COMMITTED("commitOfTheProcessBeforeIsRepeatedWithoutHarm");

        final String found;

        Mistake(String found) {
            this.found = found;
        }
    }

    /** What survives processes. */
    static final class Target {
        final List<String> shown = Collections.synchronizedList(new ArrayList<>());
        final Map<String, List<String>> staged = Collections.synchronizedMap(new TreeMap<>());
        volatile boolean failing;
    }

    private final Target target;
    private final Mistake mistake;

    MemorySink(Target target, Mistake mistake) {
        this.target = target;
        this.mistake = mistake;
    }

    @Override
    public String describe() {
        return "memory";
    }

    @Override
    public SinkTraits traits() {
        return new SinkTraits(Guarantee.EXACTLY_ONCE, true);
    }

    @Override
    public Codec<Staged> committableCodec() {
        return Codecs.of(Staged.class);
    }

    private void check() {
        if (target.failing) {
            throw new IllegalStateException("the target is away");
        }
    }

    private String folder(SinkContext context) {
        return (mistake == Mistake.SHARES_STAGES_BETWEEN_LANES ? 0 : context.lane()) + "-of-" + context.lanes() + "/";
    }

    @Override
    public SinkWriter<String, Staged> open(SinkContext context) {
        if (mistake == Mistake.LEAVES_A_THREAD) {
            Thread thread = new Thread(new java.util.concurrent.Semaphore(0)::acquireUninterruptibly, "left");
            thread.setDaemon(true);
            thread.start();
        }
        return new Writer(context);
    }

    private final class Writer implements SinkWriter<String, Staged> {
        private final SinkContext context;
        private List<String> epochRecords = new ArrayList<>();
        private String last = "";

        Writer(SinkContext context) {
            this.context = context;
        }

        @Override
        public void write(RecordBatch<String> batch) {
            check();
            for (int i = 0; i < batch.size(); i++) {
                epochRecords.add(batch.value(i));
                if (mistake == Mistake.SHOWS_AT_ONCE) {
                    target.shown.add(batch.value(i));
                }
            }
        }

        @Override
        public List<Staged> prepare(long epoch) {
            check();
            if (epochRecords.isEmpty() && mistake != Mistake.PREPARES_EMPTY_EPOCHS) {
                return List.of();
            }
            last = folder(context) + "g" + context.generation() + "-" + epoch;
            target.staged.put(last, epochRecords);
            if (mistake != Mistake.COUNTS_NO_BYTES) {
                context.environment()
                        .metrics()
                        .counter("bytesWritten")
                        .add(epochRecords.stream().mapToInt(String::length).sum());
            }
            if (mistake == Mistake.SHOWS_WHEN_PREPARED) {
                target.shown.addAll(epochRecords);
            }
            epochRecords = new ArrayList<>();
            return List.of(new Staged(last));
        }

        @Override
        public void close() {
            if (mistake == Mistake.FORGETS_WHAT_WAS_PREPARED_WHEN_CLOSED) {
                target.staged.remove(last);
            }
        }
    }

    @Override
    public Committer<Staged> committer(SinkContext context) {
        List<String> doneBySelf = new ArrayList<>();
        return committables -> {
            if (mistake == Mistake.COMMITS_SILENTLY_NOTHING_WHEN_REFUSED && target.failing) {
                committables.forEach(staged -> target.staged.remove(staged.key()));
                return;
            }
            check();
            List<Staged> all = mistake == Mistake.COMMITS_ONLY_THE_LAST_EPOCH
                    ? committables.subList(committables.size() - 1, committables.size())
                    : committables;
            for (Staged staged : all) {
                boolean foreign = !staged.key().startsWith(folder(context));
                if (mistake == Mistake.FORGETS_WITH_OTHER_LANES && foreign) {
                    continue;
                }
                commit(staged, doneBySelf);
            }
            if (mistake == Mistake.SWEEPS_WHAT_IS_STILL_NEEDED) {
                target.staged.clear();
            }
        };
    }

    private void commit(Staged staged, List<String> doneBySelf) {
        boolean keeps = mistake == Mistake.COMMITS_TWICE
                || (mistake == Mistake.COMMITS_AGAIN_AFTER_A_RESTART && !doneBySelf.contains(staged.key()));
        doneBySelf.add(staged.key());
        List<String> records;
        synchronized (target.staged) {
            records = target.staged.get(staged.key());
            if (mistake == Mistake.COMMITS_AGAIN_AFTER_A_RESTART ? false : !keeps) {
                target.staged.remove(staged.key());
            }
        }
        if (records != null && (mistake != Mistake.COMMITS_AGAIN_AFTER_A_RESTART || keeps)) {
            target.shown.addAll(records);
        } else if (records == null && mistake == Mistake.REFUSES_WHAT_IS_COMMITTED) {
            throw new IllegalStateException("unknown epoch " + staged.key());
        }
    }

    @Override
    public void recover(SinkContext context, Collection<Staged> restored) {
        if (mistake == Mistake.LEAVES_ORPHANS) {
            return;
        }
        synchronized (target.staged) {
            target.staged
                    .keySet()
                    .removeIf(key -> key.startsWith(folder(context))
                            && generation(key) < context.generation()
                            && !restored.contains(new Staged(key)));
        }
    }

    private static long generation(String key) {
        return Long.parseLong(key.substring(key.indexOf("/g") + 2, key.lastIndexOf('-')));
    }

    @Override
    public void finish(SinkContext context) {
        if (mistake != Mistake.LEAVES_ORPHANS) {
            synchronized (target.staged) {
                target.staged.keySet().removeIf(key -> generation(key) <= context.generation());
            }
        }
    }
}
