package io.penstock.persistence.store;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The body of a STATE frame: {@code u32 count, count x (text persistenceId, u64 deletedTo, u64 highest)}. */
final class StateBody {

    private StateBody() {}

    /** What must outlive the events of a persistence id. */
    record State(String persistenceId, long deletedTo, long highest) {}

    static byte[] encode(List<State> states) {
        BodyWriter out = new BodyWriter(64 * states.size());
        out.u32(states.size());
        for (State state : states) {
            out.text(state.persistenceId()).u64(state.deletedTo()).u64(state.highest());
        }
        return out.toBytes();
    }

    static List<State> decode(ByteBuffer body) {
        ByteBuffer in = body.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int count = in.getInt();
        if (count < 0 || (long) count * 20 > in.remaining()) {
            throw new BufferUnderflowException();
        }
        List<State> states = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            states.add(new State(BodyWriter.readText(in), in.getLong(), in.getLong()));
        }
        return states;
    }
}
