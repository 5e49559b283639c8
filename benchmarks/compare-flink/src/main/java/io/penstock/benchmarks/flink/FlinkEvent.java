package io.penstock.benchmarks.flink;

import io.penstock.workloads.Event;

/** {@link Event} as Flink likes it: a POJO, which it can write without Kryo and which can be changed in place. */
public final class FlinkEvent {
    public long key;
    public long value;
    public long timestamp;

    public FlinkEvent() {}

    FlinkEvent(long key, long value, long timestamp) {
        set(key, value, timestamp);
    }

    FlinkEvent set(long newKey, long newValue, long newTimestamp) {
        key = newKey;
        value = newValue;
        timestamp = newTimestamp;
        return this;
    }

    static FlinkEvent of(Event event) {
        return new FlinkEvent(event.key(), event.value(), event.timestamp());
    }
}
