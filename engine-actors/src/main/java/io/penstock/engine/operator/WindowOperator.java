package io.penstock.engine.operator;

import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import io.penstock.engine.metrics.OperatorCounters;
import io.penstock.engine.state.KeyGroups;
import io.penstock.engine.state.KeyRange;
import io.penstock.engine.state.KeyedState;
import io.penstock.engine.state.KeyedTable;
import io.penstock.engine.state.StateStore;
import io.penstock.function.AggregateFunction;
import io.penstock.function.ProcessContext;
import io.penstock.graph.OperatorSpec;
import io.penstock.time.Window;
import io.penstock.time.Windows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * Windows of event time. State is a table of accumulators per pane, where a pane is the greatest span that is part of
 * every window it touches: a record is added once however many windows it belongs to, and a window's result is its panes
 * merged ("No pane, no gain", Li et al., SIGMOD Record 2005). A pane is dropped whole when its last window and the
 * allowed lateness are over.
 *
 * <p>A window is over when the watermark reaches its last millisecond; that all windows up to the watermark have been
 * sent is an invariant, so nothing else says what was sent already. Only where the state of tasks comes together that were
 * cut at different watermarks, it holds for each key group by itself, until the watermark is that of the first of them.
 */
final class WindowOperator implements TaskOperator {
    private static final String STATE = "panes";

    private final OperatorSpec.WindowSpec spec;
    private final Windows windows;
    private final AggregateFunction<Object, Object, Object> function;
    private final OperatorCounters counters;
    private final KeyedState.Spaced<Object> panes;
    private final long pane;
    private long watermark = Element.NO_WATERMARK;
    private int[] ids = new int[KeyedTable.AT_ONCE];
    private @Nullable Firing firing;
    /** For each key group, up to where its windows were sent by its former task; null once that is behind us. */
    private long @Nullable [] sentUpTo;

    private long allSentUpTo = Element.NO_WATERMARK;

    /** A window whose results are being sent: where in the merged table we are. */
    private static final class Firing {
        final Window window;
        final KeyedTable<Object> merged;
        int next;

        Firing(Window window, KeyedTable<Object> merged) {
            this.window = window;
            this.merged = merged;
        }
    }

    WindowOperator(OperatorSpec.WindowSpec spec, StateStore states, OperatorCounters counters) {
        this.spec = spec;
        this.windows = spec.windows();
        this.function = spec.function();
        this.counters = counters;
        this.panes = states.spaced(STATE, function.accumulatorCodec());
        this.pane = windows.paneMillis();
    }

    @Override
    public void restoredFrom(KeyRange keys, long watermarkMillis) {
        long[] upTo = sentUpTo;
        if (upTo == null) {
            upTo = new long[keys.groups()];
            Arrays.fill(upTo, Element.NO_WATERMARK);
            sentUpTo = upTo;
        }
        for (int group = 0; group < upTo.length; group++) {
            if (keys.owns(group)) {
                upTo[group] = watermarkMillis;
            }
        }
        allSentUpTo = Math.max(allSentUpTo, watermarkMillis);
    }

    @Override
    public void restored(long watermarkMillis) {
        reached(watermarkMillis);
    }

    private void reached(long watermarkMillis) {
        watermark = watermarkMillis;
        if (watermark >= allSentUpTo) {
            sentUpTo = null;
        }
    }

    /** True if the former task of a key had sent this window before it was cut. */
    private boolean wasSent(Window window, int hash) {
        long[] upTo = sentUpTo;
        return upTo != null && window.endMillis() - 1 <= upTo[KeyGroups.of(hash, upTo.length)];
    }

    @Override
    public int process(Batch batch, int from, TaskOutput out) throws Exception {
        long[] timestamps = batch.timestamps();
        int size = batch.size();
        int i = from;
        while (i < size) {
            long timestamp = timestamps[i];
            if (timestamp == ProcessContext.NO_TIMESTAMP) {
                throw new IllegalStateException(
                        "a record without event time reached a window: add .timestamps(...) before .keyBy(...)");
            }
            long paneStart = windows.paneStart(timestamp);
            if (isOver(lastWindowEnd(paneStart), spec.allowedLatenessMillis())) {
                late(batch.value(i), timestamp, out);
                i++;
            } else if (spec.allowedLatenessMillis() > 0 && isOver(firstWindowEnd(paneStart), 0)) {
                add(batch, i, i + 1, paneStart);
                sendAgain(paneStart, batch.keys().key(i), batch.keys().hash(i), out);
                i++;
                if (out.isBlocked() && i < size) {
                    return i;
                }
            } else {
                int end = endOfPane(timestamps, i, Math.min(size, i + KeyedTable.AT_ONCE), paneStart);
                add(batch, i, end, paneStart);
                i = end;
            }
        }
        return size;
    }

    /** Where the records that follow each other in one pane end. */
    private int endOfPane(long[] timestamps, int from, int most, long paneStart) {
        int end = from + 1;
        while (end < most && timestamps[end] >= paneStart && timestamps[end] - paneStart < pane) {
            end++;
        }
        return end;
    }

    /** Adds records of one pane, at most {@link KeyedTable#AT_ONCE}. */
    private void add(Batch batch, int from, int end, long paneStart) {
        if (ids.length < end) {
            ids = new int[batch.limit()];
        }
        KeyedTable<Object> table = panes.table(paneStart);
        table.findOrInsert(batch.keys(), from, end, ids);
        Object[] values = batch.values();
        for (int i = from; i < end; i++) {
            int id = ids[i];
            Object accumulator = table.get(id);
            table.put(id, function.add(values[i], accumulator == null ? function.create() : accumulator));
        }
    }

    /** Which keys a window was sent for already, and which key groups are ahead, nobody knows but this object. */
    @Override
    public boolean canBeCut() {
        return firing == null && sentUpTo == null;
    }

    private void late(Object value, long timestamp, TaskOutput out) {
        counters.late(1);
        if (spec.lateTo() != null) {
            out.side(spec.lateTo(), value, timestamp);
        }
    }

    /** The windows of a pane that were sent before are sent again for one key, with what has come since. */
    private void sendAgain(long paneStart, Object key, int hash, TaskOutput out) throws Exception {
        for (long end = firstWindowEnd(paneStart); end <= lastWindowEnd(paneStart); end += windows.slideMillis()) {
            if (isOver(end, 0) && !isOver(end, spec.allowedLatenessMillis())) {
                Object merged = null;
                for (KeyedTable<Object> table :
                        panes.tables().subMap(end - windows.sizeMillis(), end).values()) {
                    int id = table.find(key, hash);
                    Object part = id < 0 ? null : table.get(id);
                    if (part != null) {
                        merged = function.merge(merged == null ? function.create() : merged, part);
                    }
                }
                if (merged != null) {
                    send(new Window(end - windows.sizeMillis(), end), key, merged, out);
                }
            }
        }
    }

    /** True if a window that ends at {@code end} is over, and the lateness behind it too. */
    private boolean isOver(long end, long lateness) {
        return watermark != Element.NO_WATERMARK && end - 1 + lateness <= watermark;
    }

    private long firstWindowEnd(long paneStart) {
        long start = paneStart + pane - windows.sizeMillis();
        long aligned = start + Math.floorMod(windows.offsetMillis() - start, windows.slideMillis());
        return aligned + windows.sizeMillis();
    }

    private long lastWindowEnd(long paneStart) {
        long start = paneStart - Math.floorMod(paneStart - windows.offsetMillis(), windows.slideMillis());
        return start + windows.sizeMillis();
    }

    @Override
    public boolean advance(long watermarkMillis, TaskOutput out) throws Exception {
        while (true) {
            Firing current = firing;
            if (current == null) {
                current = nextFiring(watermarkMillis);
                if (current == null) {
                    reached(watermarkMillis);
                    dropPanes();
                    return true;
                }
                firing = current;
            }
            if (!send(current, out)) {
                return false;
            }
            firing = null;
            watermark = current.window.endMillis() - 1;
        }
    }

    /** The first window after the watermark so far that has data and is over by the new one. */
    private @Nullable Firing nextFiring(long watermarkMillis) {
        NavigableMap<Long, KeyedTable<Object>> tables = panes.tables();
        for (Map.Entry<Long, KeyedTable<Object>> entry = tables.firstEntry();
                entry != null;
                entry = tables.higherEntry(entry.getKey())) {
            long end = firstEndAfterWatermark(entry.getKey());
            if (end <= lastWindowEnd(entry.getKey())) {
                // Panes are in order, so no later pane has an earlier window.
                return end - 1 <= watermarkMillis ? merge(end) : null;
            }
        }
        return null;
    }

    private long firstEndAfterWatermark(long paneStart) {
        long first = firstWindowEnd(paneStart);
        if (!isOver(first, 0)) {
            return first;
        }
        long slide = windows.slideMillis();
        long over = watermark + 1 - first;
        return first + (over / slide + 1) * slide;
    }

    private Firing merge(long end) {
        Window window = new Window(end - windows.sizeMillis(), end);
        List<KeyedTable<Object>> parts =
                new ArrayList<>(panes.tables().subMap(window.startMillis(), end).values());
        if (windows.sizeMillis() == pane) {
            return new Firing(window, parts.get(0));
        }
        KeyedTable<Object> merged = panes.scratch();
        merged.reserve(parts.stream().mapToInt(KeyedTable::size).max().orElse(0));
        parts.forEach(part -> mergeInto(merged, part));
        return new Firing(window, merged);
    }

    private void mergeInto(KeyedTable<Object> merged, KeyedTable<Object> part) {
        KeyedTable<Object>.Cursor entries = part.cursor();
        while (entries.next()) {
            merged.findOrInsert(entries.keys(), 0, entries.size(), ids);
            for (int i = 0; i < entries.size(); i++) {
                Object before = merged.get(ids[i]);
                merged.put(ids[i], function.merge(before == null ? function.create() : before, entries.value(i)));
            }
        }
    }

    private boolean send(Firing current, TaskOutput out) throws Exception {
        KeyedTable<Object> table = current.merged;
        while (current.next < table.bound()) {
            if (out.isBlocked()) {
                return false;
            }
            int id = current.next++;
            Object accumulator = table.isLive(id) ? table.get(id) : null;
            if (accumulator != null && !wasSent(current.window, table.hash(id))) {
                send(current.window, table.key(id), accumulator, out);
            }
        }
        return true;
    }

    private void send(Window window, Object key, Object accumulator, TaskOutput out) throws Exception {
        out.emit(spec.output().apply(key, window, function.result(accumulator)), window.endMillis() - 1);
    }

    private void dropPanes() {
        NavigableMap<Long, KeyedTable<Object>> tables = panes.tables();
        while (!tables.isEmpty() && isOver(lastWindowEnd(tables.firstKey()), spec.allowedLatenessMillis())) {
            panes.drop(tables.firstKey());
        }
    }
}
