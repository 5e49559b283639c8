package io.penstock.benchmarks.flink;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** A value's bytes, as they are. */
final class Bytes implements DeserializationSchema<byte[]>, SerializationSchema<byte[]> {
    private static final long serialVersionUID = 1;

    @Override
    public byte[] deserialize(byte[] message) {
        return message;
    }

    @Override
    public boolean isEndOfStream(byte[] next) {
        return false;
    }

    @Override
    public byte[] serialize(byte[] value) {
        return value;
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) {}

    @Override
    public void open(SerializationSchema.InitializationContext context) {}

    @Override
    public TypeInformation<byte[]> getProducedType() {
        return PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;
    }
}
