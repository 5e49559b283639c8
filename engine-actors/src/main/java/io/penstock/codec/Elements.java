package io.penstock.codec;

import org.jspecify.annotations.Nullable;

/** What lists, sets and maps have in common. */
final class Elements {

    /** Room made before the elements are seen to be there; more comes as they are read. */
    private static final int MOST_ROOM_AHEAD = 1024;

    private Elements() {}

    static int roomFor(int count) {
        return Math.min(count, MOST_ROOM_AHEAD);
    }

    /** Collections may hold null whatever their type says. */
    static <E> E present(@Nullable E each, Codec<E> codec, String where) {
        if (each == null && !(codec instanceof NullableCodec)) {
            throw new IllegalArgumentException(
                    "Null in " + where + " of " + codec.schema().kind().text
                            + ": it is not written, keep it out, use Optional, or Codecs.nullable for the element");
        }
        return uncheckedNull(each);
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // E is nullable if the codec is
    private static <E> E uncheckedNull(@Nullable E each) {
        return each;
    }
}
