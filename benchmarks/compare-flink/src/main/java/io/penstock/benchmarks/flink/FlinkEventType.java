package io.penstock.benchmarks.flink;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/** Makes Flink use {@link FlinkEventSerializer}. */
final class FlinkEventType extends TypeInformation<FlinkEvent> {
    private static final long serialVersionUID = 1;

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public Class<FlinkEvent> getTypeClass() {
        return FlinkEvent.class;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public TypeSerializer<FlinkEvent> createSerializer(SerializerConfig config) {
        return new FlinkEventSerializer();
    }

    @Override
    public String toString() {
        return "FlinkEventType";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FlinkEventType;
    }

    @Override
    public int hashCode() {
        return FlinkEventType.class.hashCode();
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof FlinkEventType;
    }
}
