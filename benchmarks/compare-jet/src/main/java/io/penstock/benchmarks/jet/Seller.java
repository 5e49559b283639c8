package io.penstock.benchmarks.jet;

import com.hazelcast.jet.Traverser;
import com.hazelcast.jet.Traversers;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.StreamSerializer;
import io.penstock.workloads.Event;
import io.penstock.workloads.W3;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What {@link W3} knows of a key. */
final class Seller {
    /** 0 = has not come. */
    private long person;

    private List<Event> waiting = List.of();

    /** The join, on the state of the record's key. */
    Traverser<Event> take(Event event) {
        if (!W3.isPerson(event.value())) {
            if (person != 0) {
                return Traversers.singleton(join(event));
            }
            if (waiting.isEmpty()) {
                waiting = new ArrayList<>();
            }
            waiting.add(event);
            return Traversers.empty();
        }
        person = event.value();
        if (waiting.isEmpty()) {
            return Traversers.empty();
        }
        List<Event> joined = waiting.stream().map(this::join).toList();
        waiting = List.of();
        return Traversers.traverseIterable(joined);
    }

    private Event join(Event auction) {
        return new Event(auction.key(), W3.join(person, auction.value()), auction.timestamp());
    }

    /** How it is written into a snapshot. */
    static final class Serializer implements StreamSerializer<Seller> {
        private static final int TYPE = 2;

        @Override
        public int getTypeId() {
            return TYPE;
        }

        @Override
        public void write(ObjectDataOutput out, Seller seller) throws IOException {
            out.writeLong(seller.person);
            out.writeInt(seller.waiting.size());
            for (Event event : seller.waiting) {
                out.writeLong(event.key());
                out.writeLong(event.value());
                out.writeLong(event.timestamp());
            }
        }

        @Override
        public Seller read(ObjectDataInput in) throws IOException {
            Seller seller = new Seller();
            seller.person = in.readLong();
            int count = in.readInt();
            seller.waiting = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                seller.waiting.add(new Event(in.readLong(), in.readLong(), in.readLong()));
            }
            return seller;
        }
    }
}
