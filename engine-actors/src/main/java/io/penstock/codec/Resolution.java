package io.penstock.codec;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One walk over a written schema beside a codec, to find the decoder that reads the former into values of the latter.
 * Knows what references mean, where the walk is, and the decoders of records that it is still inside of.
 */
final class Resolution {

    private final Schema written;
    private final Schema current;
    private final Definitions definitions;
    private final Deque<String> path = new ArrayDeque<>();
    private final Map<Place, LateDecoder<?>> records = new HashMap<>();

    /** A record codec reading a written record, whose name means one definition. */
    private record Place(Codec<?> codec, String writtenRecord) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Place that && codec == that.codec && writtenRecord.equals(that.writtenRecord);
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(codec) * 31 + writtenRecord.hashCode();
        }
    }

    Resolution(Schema written, Schema current) {
        this.written = written;
        this.current = current;
        this.definitions = Definitions.of(written);
    }

    <T> Decoder<T> root(StructuredCodec<T> codec) {
        return resolve(codec, written);
    }

    /** The decoder for a part; {@code step} says in error messages which part. */
    <T> Decoder<T> resolve(String step, Codec<T> codec, Schema part) {
        path.addLast(step);
        Decoder<T> decoder = resolve(codec, part);
        path.removeLast();
        return decoder;
    }

    /** The decoder for a part at the same place. */
    <T> Decoder<T> resolve(Codec<T> codec, Schema part) {
        Schema resolved = definitions.resolve(part);
        if (codec instanceof StructuredCodec<T> structured) {
            return structured.resolve(resolved, this);
        }
        try {
            return codec.decoder(resolved);
        } catch (SchemaMismatchException e) {
            throw refuse(e.difference(), e.remedy());
        }
    }

    /** Decoders of a record that comes again inside itself have to exist before they are finished. */
    @SuppressWarnings("unchecked") // a place's decoder reads the type of its codec
    <T> Decoder<T> recursive(StructuredCodec<T> codec, Schema record, Supplier<Decoder<T>> build) {
        Place place = new Place(codec, record.name());
        LateDecoder<T> known = (LateDecoder<T>) records.get(place);
        if (known != null) {
            return known;
        }
        LateDecoder<T> late = new LateDecoder<>();
        records.put(place, late);
        Decoder<T> decoder = build.get();
        late.target = decoder;
        return decoder;
    }

    /** How to pass over bytes of a part that nobody wants any more. */
    Skip skip(Schema part) {
        return new Skip.Builder(definitions).of(part);
    }

    SchemaMismatchException refuse(String difference, String remedy) {
        String where = String.join(".", path);
        return new SchemaMismatchException(
                written, current, where.isEmpty() ? difference : "at " + where + " " + difference, remedy);
    }

    /** The usual refusal: another kind of bytes than any that could be read. */
    SchemaMismatchException refuse(Schema part, String wanted) {
        return refuse(
                "it was " + brief(part) + " and is " + wanted,
                "Only int to long and float to double change by themselves: keep the old type,"
                        + " or put the new one into a field of another name.");
    }

    private static String brief(Schema part) {
        return part.name().isEmpty() ? part.toString() : part.kind().text + " " + part.name();
    }

    private static final class LateDecoder<T> implements Decoder<T> {
        private @Nullable Decoder<T> target;

        @Override
        public T decode(BinaryInput in) {
            return Invariant.present(target, "decoder of a recursive record").decode(in);
        }
    }
}
