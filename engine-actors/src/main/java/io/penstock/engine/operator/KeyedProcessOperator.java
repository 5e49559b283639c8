package io.penstock.engine.operator;

import io.penstock.engine.clock.Clock;
import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import io.penstock.engine.element.Keys;
import io.penstock.engine.state.KeyedTable;
import io.penstock.engine.state.StateStore;
import io.penstock.function.KeyedContext;
import io.penstock.function.KeyedProcessFunction;
import io.penstock.function.OutputTag;
import io.penstock.function.ProcessContext;
import io.penstock.function.TimeDomain;
import org.jspecify.annotations.Nullable;

/** A {@link KeyedProcessFunction} at work: state and timers per key. */
final class KeyedProcessOperator implements TaskOperator {
    private final KeyedProcessFunction<Object, Object, Object> function;
    private final CurrentKeyStates states;
    private final TimerQueue eventTimers;
    private final TimerQueue processingTimers;
    private final Clock clock;
    private long watermarkMillis = Element.NO_WATERMARK;
    private @Nullable Context context;

    KeyedProcessOperator(KeyedProcessFunction<Object, Object, Object> function, StateStore store, Clock clock) {
        this.function = function;
        this.states = new CurrentKeyStates(store);
        this.eventTimers = new TimerQueue(store, "timers.event");
        this.processingTimers = new TimerQueue(store, "timers.processing");
        this.clock = clock;
    }

    @Override
    public void open() throws Exception {
        function.open(states);
    }

    @Override
    public void restored(long watermark) {
        watermarkMillis = watermark;
        eventTimers.restored();
        processingTimers.restored();
    }

    @Override
    public int process(Batch batch, int from, TaskOutput out) throws Exception {
        Context current = context(out);
        Keys keys = batch.keys();
        int size = batch.size();
        int fetched = from;
        for (int i = from; i < size; i++) {
            if (out.isBlocked()) {
                return i;
            }
            if (i == fetched) {
                fetched = Math.min(size, i + KeyedTable.AT_ONCE);
                states.fetch(keys, i, fetched);
            }
            current.select(keys.key(i), keys.hash(i), batch.timestampMillis(i));
            function.process(batch.value(i), current);
        }
        return size;
    }

    private Context context(TaskOutput out) {
        Context known = context;
        if (known == null) {
            known = new Context(out);
            context = known;
        }
        return known;
    }

    @Override
    public boolean advance(long watermark, TaskOutput out) throws Exception {
        watermarkMillis = watermark;
        return fire(eventTimers, watermark, TimeDomain.EVENT_TIME, out);
    }

    @Override
    public long nextProcessingTimer() {
        return processingTimers.next();
    }

    @Override
    public boolean fireProcessingTimers(long nowMillis, TaskOutput out) throws Exception {
        return fire(processingTimers, nowMillis, TimeDomain.PROCESSING_TIME, out);
    }

    private boolean fire(TimerQueue timers, long nowMillis, TimeDomain domain, TaskOutput out) throws Exception {
        Context current = context(out);
        while (!out.isBlocked()) {
            TimerQueue.Timer timer = timers.poll(nowMillis);
            if (timer == null) {
                return true;
            }
            long timestamp = domain == TimeDomain.EVENT_TIME ? timer.timeMillis() : ProcessContext.NO_TIMESTAMP;
            current.select(timer.key(), timer.hash(), timestamp);
            function.onTimer(timer.timeMillis(), domain, current);
        }
        return false;
    }

    @Override
    public void close() throws Exception {
        function.close();
    }

    private final class Context implements KeyedContext<Object, Object> {
        private final TaskOutput out;
        private Object key = "";
        private int hash;
        private long timestampMillis;

        Context(TaskOutput out) {
            this.out = out;
        }

        void select(Object nextKey, int nextHash, long timestamp) {
            key = nextKey;
            hash = nextHash;
            timestampMillis = timestamp;
            states.select(nextKey, nextHash);
        }

        @Override
        public Object key() {
            return key;
        }

        @Override
        public long processingTimeMillis() {
            return clock.currentMillis();
        }

        @Override
        public void registerEventTimer(long timeMillis) {
            eventTimers.register(key, hash, timeMillis);
        }

        @Override
        public void registerProcessingTimer(long timeMillis) {
            processingTimers.register(key, hash, timeMillis);
        }

        @Override
        public void deleteEventTimer(long timeMillis) {
            eventTimers.delete(key, hash, timeMillis);
        }

        @Override
        public void deleteProcessingTimer(long timeMillis) {
            processingTimers.delete(key, hash, timeMillis);
        }

        @Override
        public void collect(Object value) {
            out.emit(value, timestampMillis);
        }

        @Override
        public long timestampMillis() {
            return timestampMillis;
        }

        @Override
        public long watermarkMillis() {
            return watermarkMillis;
        }

        @Override
        public <X> void sideOutput(OutputTag<X> tag, X value) {
            out.side(tag, value, timestampMillis);
        }
    }
}
