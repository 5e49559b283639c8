package io.penstock.connector;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.BinaryOutput;
import io.penstock.codec.Codec;

/** Reads sources as a task would. */
public final class Reading {
    public static final ReadSettings SETTINGS = new ReadSettings("job", "source", 0, () -> {});

    private Reading() {}

    /** All records of all splits, in order. */
    public static <T, S> ListBuffer<T> all(Source<T, S> source) throws Exception {
        ListBuffer<T> out = new ListBuffer<>();
        for (S split : source.splits()) {
            rest(source, split, 64, out);
        }
        return out;
    }

    /** What a split holds from its position on. */
    public static <T, S> ListBuffer<T> rest(Source<T, S> source, S split, int room, ListBuffer<T> out)
            throws Exception {
        try (SplitReader<T, S> reader = source.reader(SETTINGS).open(split)) {
            while (reader.read(out.room(room)) != ReadStatus.FINISHED) {
                // Until it is finished.
            }
        }
        return out;
    }

    /** A value as it comes back from a snapshot. */
    public static <V> V restored(Codec<V> codec, V value) {
        BinaryOutput out = new BinaryOutput();
        codec.encode(value, out);
        return codec.decode(new BinaryInput(out.toByteArray()));
    }
}
