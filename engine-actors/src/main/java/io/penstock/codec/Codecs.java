package io.penstock.codec;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** All codecs there are. Making one for a class takes a while; keep it. */
public final class Codecs {

    public static final Codec<String> STRING = Scalars.STRING;
    public static final Codec<Long> LONG = Scalars.LONG;
    public static final Codec<Integer> INT = Scalars.INT;
    public static final Codec<Short> SHORT = Scalars.SHORT;
    public static final Codec<Byte> BYTE = Scalars.BYTE;
    public static final Codec<Boolean> BOOLEAN = Scalars.BOOLEAN;
    public static final Codec<Double> DOUBLE = Scalars.DOUBLE;
    public static final Codec<Float> FLOAT = Scalars.FLOAT;
    public static final Codec<Character> CHAR = Scalars.CHAR;
    public static final Codec<byte[]> BYTES = Scalars.BYTES;
    public static final Codec<BigDecimal> BIG_DECIMAL = Scalars.BIG_DECIMAL;
    public static final Codec<Instant> INSTANT = Scalars.INSTANT;
    public static final Codec<LocalDate> LOCAL_DATE = Scalars.LOCAL_DATE;
    public static final Codec<LocalDateTime> LOCAL_DATE_TIME = Scalars.LOCAL_DATE_TIME;
    public static final Codec<Duration> DURATION = Scalars.DURATION;
    public static final Codec<UUID> UUID = Scalars.UUID;

    private Codecs() {}

    /**
     * The codec for a class: one of the constants; for an enum by its constants' names; for a record by its components'
     * names and types, references of which may be null; of a {@link CodecProvider}; for other classes CBOR of their
     * properties as Jackson sees them.
     *
     * @throws UnsupportedTypeException if there is none; the message says why and what to do
     */
    public static <T> Codec<T> of(Class<T> type) {
        return CodecBuilder.cached(type);
    }

    /** As {@link #of(Class)}, asking these providers first, for the class itself and for whatever it is made of. */
    public static <T> Codec<T> of(Class<T> type, List<CodecProvider> providers) {
        return new CodecBuilder(type, providers).build();
    }

    /** The codec for a type with arguments, such as {@code Pair<String, Long>}. */
    public static Codec<?> ofType(Type type) {
        return new CodecBuilder(type, List.of()).build();
    }

    /** Lists without null elements; they come back as {@link java.util.ArrayList}. */
    public static <T> Codec<List<T>> listOf(Codec<T> element) {
        return new ListCodec<>(element);
    }

    /** Sets without null; they come back as {@link java.util.LinkedHashSet}. */
    public static <T> Codec<Set<T>> setOf(Codec<T> element) {
        return new SetCodec<>(element);
    }

    /** Maps without null; they come back as {@link java.util.LinkedHashMap}. */
    public static <K, V> Codec<Map<K, V>> mapOf(Codec<K> key, Codec<V> value) {
        return new MapCodec<>(key, value);
    }

    /** The one kind of codec that takes and gives null. */
    public static <T> Codec<T> nullable(Codec<T> value) {
        return value instanceof NullableCodec<T> ? value : new NullableCodec<>(value);
    }

    public static <T> Codec<Optional<T>> optional(Codec<T> value) {
        return new OptionalCodec<>(value);
    }

    /**
     * For values whose class is not known when the job is built: strings, boxed primitives, UUID, Instant, LocalDate,
     * LocalDateTime, byte[] and BigDecimal. Any other class ends in {@link UnsupportedTypeException} when it is written.
     *
     * @param what names the value in that error, as "key of count-by-city"
     */
    public static Codec<Object> dynamic(String what) {
        return new DynamicCodec(what, Object.class);
    }
}
