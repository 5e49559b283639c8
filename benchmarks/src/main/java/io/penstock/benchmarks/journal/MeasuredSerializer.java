package io.penstock.benchmarks.journal;

import java.nio.ByteBuffer;
import org.apache.pekko.serialization.JSerializer;

/** Three numbers, as they are. Made by Pekko. */
public final class MeasuredSerializer extends JSerializer {
    private static final int BYTES = 24;

    @Override
    public int identifier() {
        return 4711;
    }

    @Override
    public boolean includeManifest() {
        return false;
    }

    @Override
    public byte[] toBinary(Object event) {
        Measured measured = (Measured) event;
        byte[] bytes = new byte[BYTES];
        ByteBuffer.wrap(bytes)
                .putLong(measured.sensor())
                .putLong(measured.timeMillis())
                .putDouble(measured.value());
        return bytes;
    }

    @Override
    public Object fromBinaryJava(byte[] bytes, Class<?> manifest) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new Measured(in.getLong(), in.getLong(), in.getDouble());
    }
}
