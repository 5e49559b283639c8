package io.penstock.benchmarks.flink;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Three numbers of eight bytes. */
final class FlinkEventSerializer extends TypeSerializerSingleton<FlinkEvent> {
    private static final long serialVersionUID = 1;
    private static final int BYTES = 3 * Long.BYTES;

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public FlinkEvent createInstance() {
        return new FlinkEvent();
    }

    @Override
    public FlinkEvent copy(FlinkEvent from) {
        return new FlinkEvent(from.key, from.value, from.timestamp);
    }

    @Override
    public FlinkEvent copy(FlinkEvent from, FlinkEvent reuse) {
        return reuse.set(from.key, from.value, from.timestamp);
    }

    @Override
    public int getLength() {
        return BYTES;
    }

    @Override
    public void serialize(FlinkEvent event, DataOutputView target) throws IOException {
        target.writeLong(event.key);
        target.writeLong(event.value);
        target.writeLong(event.timestamp);
    }

    @Override
    public FlinkEvent deserialize(DataInputView source) throws IOException {
        return deserialize(new FlinkEvent(), source);
    }

    @Override
    public FlinkEvent deserialize(FlinkEvent reuse, DataInputView source) throws IOException {
        return reuse.set(source.readLong(), source.readLong(), source.readLong());
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        target.write(source, BYTES);
    }

    @Override
    public TypeSerializerSnapshot<FlinkEvent> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Found by Flink through its public constructor. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<FlinkEvent> {
        public Snapshot() {
            super(FlinkEventSerializer::new);
        }
    }
}
