package io.penstock.benchmarks.jet;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.StreamSerializer;
import io.penstock.workloads.Event;
import java.io.IOException;

/** How an event is written into a snapshot. */
final class EventSerializer implements StreamSerializer<Event> {
    private static final int TYPE = 1;

    @Override
    public int getTypeId() {
        return TYPE;
    }

    @Override
    public void write(ObjectDataOutput out, Event event) throws IOException {
        out.writeLong(event.key());
        out.writeLong(event.value());
        out.writeLong(event.timestamp());
    }

    @Override
    public Event read(ObjectDataInput in) throws IOException {
        return new Event(in.readLong(), in.readLong(), in.readLong());
    }
}
