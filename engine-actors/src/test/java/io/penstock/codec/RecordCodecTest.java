package io.penstock.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.codec.foreign.Foreign;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class RecordCodecTest {

    record Primitives(long l, int i, short s, byte b, boolean z, double d, float f, char c) {}

    private record Pair<A, B>(A first, B second) {}

    record Holder(Pair<String, Long> pair, Pair<Pair<Integer, String>, List<String>> nested) {}

    record Numbers<N extends Number>(N value) {}

    record Actions<R extends Runnable>(R value) {}

    record Tree(int value, @Nullable Tree left, List<Tree> others) {}

    record Ping(@Nullable Pong pong) {}

    record Pong(@Nullable Ping ping, Samples.Color color) {}

    record Empty() {}

    record Port(int number, @Nullable String host) {
        Port {
            if (number < 0) {
                throw new IllegalArgumentException("negative port");
            }
            Objects.requireNonNull(host);
        }
    }

    record Server(String name, Port port) {}

    record Endless<T>(@Nullable Endless<List<T>> next) {}

    @Test
    void randomValuesComeBack() {
        Codec<Samples.Everything> codec = Codecs.of(Samples.Everything.class);
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            Samples.Everything value = Samples.everything(random);
            Samples.Everything read = Bytes.roundTrip(codec, value);
            assertThat(read)
                    .usingRecursiveComparison()
                    .withEqualsForType(Double::equals, Double.class)
                    .withEqualsForType(Float::equals, Float.class)
                    .isEqualTo(value);
            assertThat(Bytes.of(codec, read)).isEqualTo(Bytes.of(codec, value));
        }
    }

    @Test
    void argumentsKeepTheirOrder() {
        Primitives value = new Primitives(1, 2, (short) 3, (byte) 4, true, 5.5, 6.5f, '7');
        assertThat(Bytes.roundTrip(Codecs.of(Primitives.class), value)).isEqualTo(value);
    }

    @Test
    void schemaNamesFields() {
        assertThat(Codecs.of(Server.class).schema()).hasToString("""
                record io.penstock.codec.RecordCodecTest$Server {
                  name: string?
                  port: record io.penstock.codec.RecordCodecTest$Port {
                    number: int
                    host: string?
                  }?
                }""");
    }

    @Test
    void genericRecordsKnowTheirArguments() {
        Codec<Holder> codec = Codecs.of(Holder.class);
        Holder value = new Holder(new Pair<>("a", 1L), new Pair<>(new Pair<>(2, "b"), List.of("c")));
        assertThat(Bytes.roundTrip(codec, value)).isEqualTo(value);
        assertThat(codec.schema().toString()).contains("RecordCodecTest$Pair<java.lang.String, java.lang.Long>");
    }

    @Test
    void genericRecordsCanBeAskedForByType() throws NoSuchMethodException {
        Type type = Holder.class.getDeclaredMethod("pair").getGenericReturnType();
        @SuppressWarnings("unchecked")
        Codec<Pair<String, Long>> codec = (Codec<Pair<String, Long>>) Codecs.ofType(type);
        assertThat(Bytes.roundTrip(codec, new Pair<>("x", 3L))).isEqualTo(new Pair<>("x", 3L));
    }

    @Test
    @SuppressWarnings("rawtypes")
    void rawGenericRecordsTakeDynamicValues() {
        Codec<Pair> codec = Codecs.of(Pair.class);
        assertThat(Bytes.roundTrip(codec, new Pair<>("x", 3L))).isEqualTo(new Pair<>("x", 3L));
        assertThatThrownBy(() -> Bytes.of(codec, new Pair<>("x", new Empty())))
                .isInstanceOf(UnsupportedTypeException.class)
                .hasMessageContaining("component second of record io.penstock.codec.RecordCodecTest$Pair");
    }

    @Test
    void recursiveRecordsComeBack() {
        Codec<Tree> codec = Codecs.of(Tree.class);
        Tree leaf = new Tree(1, null, List.of());
        Tree tree = new Tree(2, leaf, List.of(leaf, new Tree(3, null, List.of(leaf))));
        assertThat(Bytes.roundTrip(codec, tree)).isEqualTo(tree);
        assertThat(codec.schema()).hasToString("""
                record io.penstock.codec.RecordCodecTest$Tree {
                  value: int
                  left: record io.penstock.codec.RecordCodecTest$Tree?
                  others: list<record io.penstock.codec.RecordCodecTest$Tree>?
                }""");
    }

    @Test
    void mutuallyRecursiveRecordsComeBackFromBothEnds() {
        Ping ping = new Ping(new Pong(new Ping(null), Samples.Color.BLUE));
        assertThat(Bytes.roundTrip(Codecs.of(Ping.class), ping)).isEqualTo(ping);
        Pong pong = new Pong(ping, Samples.Color.RED);
        assertThat(Bytes.roundTrip(Codecs.of(Pong.class), pong)).isEqualTo(pong);
        Codec<Map<Ping, Pong>> both = Codecs.mapOf(Codecs.of(Ping.class), Codecs.of(Pong.class));
        assertThat(Bytes.read(both.decoder(Bytes.stored(both.schema())), Bytes.of(both, Map.of(ping, pong))))
                .isEqualTo(Map.of(ping, pong));
    }

    private static Tree chain(int length) {
        Tree tree = new Tree(0, null, List.of());
        for (int i = 1; i < length; i++) {
            tree = new Tree(i, tree, List.of());
        }
        return tree;
    }

    @Test
    void recursionEndsAtTheSameDepthOnBothSidesWithinASmallStack() throws InterruptedException {
        Codec<Tree> codec = Codecs.of(Tree.class);
        Tree deepest = chain(BinaryInput.MAX_DEPTH);
        @Nullable Object[] result = new Object[1];
        Thread small = new Thread(null, () -> result[0] = Bytes.roundTrip(codec, deepest), "small", 512 * 1024);
        small.start();
        small.join();
        assertThat(result[0]).isNotNull();
        assertThat(Bytes.of(codec, (Tree) Objects.requireNonNull(result[0]))).isEqualTo(Bytes.of(codec, deepest));

        assertThatThrownBy(() -> Bytes.of(codec, chain(BinaryInput.MAX_DEPTH + 1)))
                .isInstanceOf(SizeLimitException.class)
                .hasMessageContaining("Records nest deeper than 200 levels");
        byte[] hostile = new byte[100_000];
        Arrays.fill(hostile, (byte) 1);
        assertThatThrownBy(() -> Bytes.read(codec::decode, hostile))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("at most 200 nested records");
    }

    @Test
    void wideRecordsComeBack() {
        record Wide(
                long c0,
                String c1,
                short c2,
                long c3,
                String c4,
                short c5,
                long c6,
                String c7,
                short c8,
                long c9,
                String c10,
                short c11,
                long c12,
                String c13,
                short c14,
                long c15,
                String c16,
                short c17,
                long c18,
                String c19,
                short c20,
                long c21,
                String c22,
                short c23,
                long c24,
                String c25,
                short c26,
                long c27,
                String c28,
                short c29,
                long c30,
                String c31,
                short c32,
                long c33,
                String c34,
                short c35,
                long c36,
                String c37,
                short c38,
                long c39,
                String c40,
                short c41,
                long c42,
                String c43,
                short c44,
                long c45,
                String c46,
                short c47,
                long c48,
                String c49,
                short c50,
                long c51,
                String c52,
                short c53,
                long c54,
                String c55,
                short c56,
                long c57,
                String c58,
                short c59,
                long c60,
                String c61,
                short c62,
                long c63,
                String c64,
                short c65,
                long c66,
                String c67,
                short c68,
                long c69,
                String c70,
                short c71,
                long c72,
                String c73,
                short c74,
                long c75,
                String c76,
                short c77,
                long c78,
                String c79) {}
        Wide value = new Wide(
                0,
                "v1",
                (short) 2,
                3,
                "v4",
                (short) 5,
                6,
                "v7",
                (short) 8,
                9,
                "v10",
                (short) 11,
                12,
                "v13",
                (short) 14,
                15,
                "v16",
                (short) 17,
                18,
                "v19",
                (short) 20,
                21,
                "v22",
                (short) 23,
                24,
                "v25",
                (short) 26,
                27,
                "v28",
                (short) 29,
                30,
                "v31",
                (short) 32,
                33,
                "v34",
                (short) 35,
                36,
                "v37",
                (short) 38,
                39,
                "v40",
                (short) 41,
                42,
                "v43",
                (short) 44,
                45,
                "v46",
                (short) 47,
                48,
                "v49",
                (short) 50,
                51,
                "v52",
                (short) 53,
                54,
                "v55",
                (short) 56,
                57,
                "v58",
                (short) 59,
                60,
                "v61",
                (short) 62,
                63,
                "v64",
                (short) 65,
                66,
                "v67",
                (short) 68,
                69,
                "v70",
                (short) 71,
                72,
                "v73",
                (short) 74,
                75,
                "v76",
                (short) 77,
                78,
                "v79");
        assertThat(Bytes.roundTrip(Codecs.of(Wide.class), value)).isEqualTo(value);
    }

    @Test
    void typeArgumentsWithoutEndAreRefused() {
        assertThatThrownBy(() -> Codecs.of(Endless.class))
                .isInstanceOf(UnsupportedTypeException.class)
                .hasMessageContaining("Endless contains itself with ever longer type arguments");
    }

    @Test
    void localAndPrivateRecordsWork() {
        record Local(String name, Pair<Integer, Integer> pair) {}
        Local value = new Local("x", new Pair<>(1, 2));
        assertThat(Bytes.roundTrip(Codecs.of(Local.class), value)).isEqualTo(value);
    }

    @Test
    void recordsOfOtherPackagesWork() {
        Object value = Foreign.value();
        @SuppressWarnings("unchecked")
        Codec<Object> codec = (Codec<Object>) Codecs.of(value.getClass());
        assertThat(Bytes.roundTrip(codec, value)).isEqualTo(value);
    }

    @Test
    void recordsInClosedModulesAreRefusedWithTheFlagToSet() throws ClassNotFoundException {
        Class<?> closed;
        try {
            closed = Class.forName("sun.security.pkcs.SignerInfo$AlgorithmInfo");
        } catch (ClassNotFoundException e) {
            closed = Object.class;
        }
        Assumptions.assumeTrue(closed.isRecord(), "this JDK has no such record");
        Class<?> type = closed;
        assertThatThrownBy(() -> Codecs.of(type))
                .isInstanceOf(UnsupportedTypeException.class)
                .hasMessageContaining("opens sun.security.pkcs")
                .hasMessageContaining("--add-opens java.base/sun.security.pkcs=ALL-UNNAMED");
    }

    @Test
    void emptyRecordsTakeAByte() {
        Codec<List<Empty>> codec = Codecs.listOf(Codecs.of(Empty.class));
        assertThat(Bytes.of(codec, List.of(new Empty(), new Empty()))).containsExactly(2, 0, 0);
        assertThat(Bytes.roundTrip(codec, List.of(new Empty()))).containsExactly(new Empty());
        assertThatThrownBy(() -> Bytes.read(codec::decode, new byte[] {1, 9}))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("which has no fields");
    }

    @Test
    void refusingConstructorIsShownWhatItRefused() {
        Codec<Server> codec = Codecs.of(Server.class);
        byte[] bytes = Bytes.of(codec, new Server("db", new Port(80, "h")));
        bytes[5] = -1; // the sign of the port: present, length, d, b, present, number
        assertThatThrownBy(() -> Bytes.read(codec::decode, bytes))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("Corrupt data at byte 5: expected record io.penstock.codec.RecordCodecTest$Port, found"
                        + " values that its constructor refuses: number=-16777136, host=\"h\"; it says"
                        + " java.lang.IllegalArgumentException: negative port")
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void boundsOfTypeVariablesCount() {
        @SuppressWarnings("rawtypes")
        Codec<Numbers> codec = Codecs.of(Numbers.class);
        assertThat(Bytes.roundTrip(codec, new Numbers<>(5L))).isEqualTo(new Numbers<>(5L));
        byte[] text = {1, 1, 1, 'a'};
        assertThatThrownBy(() -> Bytes.read(codec::decode, text))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("Corrupt data at byte 1: expected a java.lang.Number, found a java.lang.String");
        assertThatThrownBy(() -> Codecs.of(Actions.class))
                .isInstanceOf(UnsupportedTypeException.class)
                .hasMessageStartingWith("No codec for java.lang.Runnable (component value of record"
                        + " io.penstock.codec.RecordCodecTest$Actions): it is abstract");
    }

    @Test
    void nullsInCollectionsAreNamed() {
        Codec<List<String>> codec = Codecs.listOf(Codecs.STRING);
        assertThatThrownBy(() -> Bytes.of(codec, Arrays.asList("a", null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Null in a list of string");
        Codec<List<String>> nullable = Codecs.listOf(Codecs.nullable(Codecs.STRING));
        assertThat(Bytes.roundTrip(nullable, Arrays.asList("a", null))).containsExactly("a", null);
    }

    @Test
    void scalarsComeBack() {
        check(Codecs.STRING, "", "a", "ß😀");
        check(Codecs.LONG, 0L, Long.MIN_VALUE, Long.MAX_VALUE);
        check(Codecs.INT, 0, Integer.MIN_VALUE);
        check(Codecs.SHORT, (short) -1);
        check(Codecs.BYTE, (byte) -128);
        check(Codecs.BOOLEAN, true, false);
        check(Codecs.DOUBLE, -0.0, Double.NaN, Double.POSITIVE_INFINITY);
        check(Codecs.FLOAT, -0.0f, Float.NaN);
        check(Codecs.CHAR, '\0', '\uffff');
        check(Codecs.BYTES, new byte[0], new byte[] {1, -1});
        check(Codecs.BIG_DECIMAL, new BigDecimal("0.00"), new BigDecimal("-123456789012345678901234567890E+77"));
        check(Codecs.INSTANT, Instant.MIN, Instant.MAX, Instant.EPOCH);
        check(Codecs.LOCAL_DATE, LocalDate.MIN, LocalDate.MAX);
        check(Codecs.LOCAL_DATE_TIME, LocalDateTime.MIN, LocalDateTime.MAX);
        check(Codecs.DURATION, Duration.ZERO, Duration.ofSeconds(Long.MIN_VALUE), Duration.ofNanos(-1));
        check(Codecs.UUID, new UUID(1, -2));
        check(Codecs.optional(Codecs.INT), Optional.empty(), Optional.of(1));
        check(Codecs.setOf(Codecs.INT), Set.of(), Set.of(3, 1, 2));
    }

    @SafeVarargs
    private static <T> void check(Codec<T> codec, T... values) {
        for (T value : values) {
            assertThat(Bytes.roundTrip(codec, value)).isEqualTo(value);
            assertThat(Bytes.read(codec.decoder(Bytes.stored(codec.schema())), Bytes.of(codec, value)))
                    .isEqualTo(value);
        }
    }

    @Test
    void immutabilityGoesByTheParts() {
        record Leaf(String a, long b, Optional<Samples.Color> c) {}
        record WithList(Leaf leaf, List<String> list) {}
        record Chain(@Nullable Chain next, String name) {}
        assertThat(Codecs.of(Leaf.class).immutable()).isTrue();
        assertThat(Codecs.of(Chain.class).immutable()).isTrue();
        assertThat(Codecs.of(WithList.class).immutable()).isFalse();
        assertThat(Codecs.BYTES.immutable()).isFalse();
        assertThat(Codecs.dynamic("x").immutable()).isFalse();
        assertThat(Codecs.of(Tree.class).immutable()).isFalse();
    }
}
