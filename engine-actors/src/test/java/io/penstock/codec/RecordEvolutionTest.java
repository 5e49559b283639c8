package io.penstock.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Old and new shapes of a type have the same simple name in two holder classes, as if the program had changed. */
@SuppressWarnings("SameNameButDifferent") // the point of it
class RecordEvolutionTest {

    static final class V1 {
        record Order(
                long id, int amount, float price, @Nullable String note, List<Line> lines) {}

        record Line(String item, int count, Map<String, List<Integer>> gone) {}

        record Node(int value, @Nullable Node next, String dropped, Definer inDropped) {}

        record Definer(Leaf leaf) {}

        record Leaf(int x) {}

        record Uses(Definer first, Leaf second) {}

        record Empty() {}

        record Text(String a) {}

        record Key(String city, int number) {}

        record Account(String owner) {}

        enum Level {
            LOW,
            MIDDLE,
            HIGH
        }

        enum Renamed {
            OLD,
            OTHER
        }
    }

    static final class V2 {
        record Order(
                @Nullable String note,
                double price,
                List<Line> lines,
                long amount,
                long id,
                Optional<String> optional,
                List<Long> list,
                Set<Long> set,
                Map<String, Long> map,
                @Nullable Line line,
                long added,
                boolean flag,
                char c) {}

        record Line(long count, @Nullable String item) {}

        record Node(
                @Nullable Node next, long value, @Nullable String added) {}

        record Uses(Leaf second) {}

        record Leaf(long x) {}

        record Empty(int now) {}

        record Text(int a) {}

        record Key(String city, long number, @Nullable String added, Optional<String> more) {}

        record Account(String owner) {
            Account {
                Objects.requireNonNull(owner);
            }
        }

        enum Level {
            HIGH,
            EXTREME,
            LOW,
            MIDDLE
        }

        enum Renamed {
            OTHER,
            @FormerNames("OLD")
            NEW
        }
    }

    static final class V3 {
        @FormerNames("Key")
        record Place(@FormerNames("city") String town, int number) {}

        enum Level {
            LOW,
            HIGH
        }

        record Account(String holder) {
            Account {
                Objects.requireNonNull(holder, "holder");
            }
        }

        record Text(List<String> a) {}
    }

    /** With the records around and in the leaf, as deep as goes. */
    private static final int DEEP = BinaryInput.MAX_DEPTH - 5;

    private final Codec<V1.Order> v1 = Codecs.of(V1.Order.class);
    private final Codec<V2.Order> v2 = Codecs.of(V2.Order.class);

    @Test
    void newerProgramReadsOlderData() {
        V1.Order old = new V1.Order(
                7,
                8,
                1.5f,
                "n",
                List.of(new V1.Line("pen", 3, Map.of("a", List.of(1, 2))), new V1.Line("ink", 4, Map.of())));
        assertThat(Bytes.evolve(v1, old, v2))
                .isEqualTo(new V2.Order(
                        "n",
                        1.5,
                        List.of(new V2.Line(3, "pen"), new V2.Line(4, "ink")),
                        8,
                        7,
                        Optional.empty(),
                        List.of(),
                        Set.of(),
                        Map.of(),
                        null,
                        0,
                        false,
                        '\0'));
    }

    @Test
    void absentCollectionsBelongToTheirOwner() {
        V1.Order old = new V1.Order(7, 8, 1.5f, "n", List.of());
        V2.Order one = Bytes.evolve(v1, old, v2);
        one.list().add(1L);
        one.map().put("a", 1L);
        one.set().add(1L);
        V2.Order two = Bytes.evolve(v1, old, v2);
        assertThat(two.list()).isEmpty();
        assertThat(two.map()).isEmpty();
        assertThat(two.set()).isEmpty();
    }

    @Test
    void fieldsMayBeDroppedAgain() {
        record Slim(long id) {}
        record Order(long id) {}
        Codec<Order> slim = Codecs.of(Order.class);
        V1.Order old = new V1.Order(7, 8, 1.5f, null, List.of(new V1.Line("pen", 3, Map.of("a", List.of(1, 2)))));
        assertThat(Bytes.evolve(v1, old, slim)).isEqualTo(new Order(7));
        assertThat(Bytes.evolve(slim, new Order(9), v1)).isEqualTo(new V1.Order(9, 0, 0, null, List.of()));
        assertThatThrownBy(() -> Codecs.of(Slim.class).decoder(v1.schema()))
                .isInstanceOf(SchemaMismatchException.class)
                .hasMessageContaining("put @FormerNames(\"Order\") on it");
    }

    @Test
    void recordsOfAnySizeMayBecomeEmptyAndBack() {
        Codec<V1.Empty> empty = Codecs.of(V1.Empty.class);
        Codec<V2.Empty> full = Codecs.of(V2.Empty.class);
        assertThat(Bytes.evolve(empty, new V1.Empty(), full)).isEqualTo(new V2.Empty(0));
        assertThat(Bytes.evolve(full, new V2.Empty(5), empty)).isEqualTo(new V1.Empty());
        assertThat(Bytes.evolve(Codecs.listOf(empty), List.of(new V1.Empty(), new V1.Empty()), Codecs.listOf(full)))
                .containsExactly(new V2.Empty(0), new V2.Empty(0));
    }

    @Test
    void recursiveRecordsEvolveInsideThemselves() {
        V1.Definer definer = new V1.Definer(new V1.Leaf(3));
        V1.Node old = new V1.Node(1, new V1.Node(2, new V1.Node(3, null, "z", definer), "y", definer), "x", definer);
        assertThat(Bytes.evolve(Codecs.of(V1.Node.class), old, Codecs.of(V2.Node.class)))
                .isEqualTo(new V2.Node(new V2.Node(new V2.Node(null, 3, null), 2, null), 1, null));
    }

    @Test
    void deepDataReadableByItsOwnSchemaIsReadableByALaterOne() {
        V1.Node old = new V1.Node(0, null, "", new V1.Definer(new V1.Leaf(0)));
        for (int i = 1; i <= DEEP; i++) {
            old = new V1.Node(i, old, "", new V1.Definer(new V1.Leaf(0)));
        }
        V2.Node read = Bytes.evolve(Codecs.of(V1.Node.class), old, Codecs.of(V2.Node.class));
        assertThat(read.value()).isEqualTo(DEEP);
        record Holder(int kept, V1.@Nullable Node node) {}
        record Old(Holder holder) {}
        Codec<Old> writer = Codecs.of(Old.class);
        byte[] bytes = Bytes.of(writer, new Old(new Holder(4, old)));
        new Skip.Builder(Definitions.of(writer.schema())).of(writer.schema()).skip(new BinaryInput(bytes));
    }

    @Test
    void definitionsInDroppedFieldsStillCount() {
        V1.Uses old = new V1.Uses(new V1.Definer(new V1.Leaf(1)), new V1.Leaf(2));
        assertThat(Bytes.evolve(Codecs.of(V1.Uses.class), old, Codecs.of(V2.Uses.class)))
                .isEqualTo(new V2.Uses(new V2.Leaf(2)));
    }

    @Test
    void recordsEvolveInsideCollections() {
        Codec<Map<V1.Key, List<V1.Leaf>>> writer =
                Codecs.mapOf(Codecs.of(V1.Key.class), Codecs.listOf(Codecs.of(V1.Leaf.class)));
        Codec<Map<V2.Key, List<V2.Leaf>>> reader =
                Codecs.mapOf(Codecs.of(V2.Key.class), Codecs.listOf(Codecs.of(V2.Leaf.class)));
        assertThat(Bytes.evolve(writer, Map.of(new V1.Key("a", 1), List.of(new V1.Leaf(2))), reader))
                .isEqualTo(Map.of(new V2.Key("a", 1, null, Optional.empty()), List.of(new V2.Leaf(2))));
    }

    @Test
    void everythingCanBeSkippedAndLeavesTheInputBehindIt() {
        record Wrapper(Samples.@Nullable Everything dropped, int kept) {}
        Codec<Wrapper> writer = Codecs.of(Wrapper.class);
        Skip skip = new Skip.Builder(Definitions.of(writer.schema())).of(writer.schema());
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            BinaryOutput out = new BinaryOutput();
            writer.encode(new Wrapper(Samples.everything(random), i), out);
            out.writeInt(i);
            BinaryInput in = new BinaryInput(out.toByteArray());
            skip.skip(in);
            assertThat(in.readInt()).isEqualTo(i);
            in.expectEnd();
        }
    }

    @Test
    void keysWithAddedAndWidenedFieldsKeepTheirHash() {
        Codec<V1.Key> before = Codecs.of(V1.Key.class);
        Codec<V2.Key> after = Codecs.of(V2.Key.class);
        Codec<V3.Place> renamed = Codecs.of(V3.Place.class);
        V1.Key key = new V1.Key("Basel", 41);
        assertThat(after.stableHash(Bytes.evolve(before, key, after))).isEqualTo(before.stableHash(key));
        assertThat(renamed.stableHash(Bytes.evolve(before, key, renamed))).isEqualTo(before.stableHash(key));
    }

    @Test
    void formerNamesAreUnderstood() {
        assertThat(Bytes.evolve(Codecs.of(V1.Key.class), new V1.Key("Basel", 41), Codecs.of(V3.Place.class)))
                .isEqualTo(new V3.Place("Basel", 41));
        assertThat(Bytes.evolve(Codecs.of(V1.Renamed.class), V1.Renamed.OLD, Codecs.of(V2.Renamed.class)))
                .isEqualTo(V2.Renamed.NEW);
    }

    @Test
    void enumsGoByName() {
        Codec<V1.Level> before = Codecs.of(V1.Level.class);
        Codec<V2.Level> after = Codecs.of(V2.Level.class);
        for (V1.Level level : V1.Level.values()) {
            V2.Level read = Bytes.evolve(before, level, after);
            assertThat(read.name()).isEqualTo(level.name());
            assertThat(after.stableHash(read)).isEqualTo(before.stableHash(level));
        }
    }

    @Test
    void goneEnumConstantsAreRefused() {
        assertThatThrownBy(() -> Codecs.of(V3.Level.class)
                        .decoder(Codecs.of(V1.Level.class).schema()))
                .isInstanceOf(SchemaMismatchException.class)
                .hasMessage("""
                Stored data cannot be read by this program: enum io.penstock.codec.RecordEvolutionTest$V3$Level has no more MIDDLE. Keep the constant, or if it was renamed, put @FormerNames("MIDDLE") on the new one.
                written as:
                  enum io.penstock.codec.RecordEvolutionTest$V1$Level {LOW, MIDDLE, HIGH}
                read as:
                  enum io.penstock.codec.RecordEvolutionTest$V3$Level {LOW, HIGH}""");
    }

    @Test
    void changedTypesAreRefusedWithBothSchemasAndTheWayOut() {
        Codec<List<V1.Text>> writer = Codecs.listOf(Codecs.of(V1.Text.class));
        Codec<List<V3.Text>> reader = Codecs.listOf(Codecs.of(V3.Text.class));
        assertThatThrownBy(() -> reader.decoder(writer.schema()))
                .isInstanceOf(SchemaMismatchException.class)
                .hasMessage("""
                Stored data cannot be read by this program: at element.a it was string and is list<string>. Only int to long and float to double change by themselves: keep the old type, or put the new one into a field of another name.
                written as:
                  list<record io.penstock.codec.RecordEvolutionTest$V1$Text {
                    a: string?
                  }>
                read as:
                  list<record io.penstock.codec.RecordEvolutionTest$V3$Text {
                    a: list<string>?
                  }>""");
    }

    @Test
    void everyOtherPairOfTypesIsRefused() {
        List<Codec<?>> all = new ArrayList<>(List.of(
                Codecs.STRING,
                Codecs.LONG,
                Codecs.INT,
                Codecs.SHORT,
                Codecs.BYTE,
                Codecs.BOOLEAN,
                Codecs.DOUBLE,
                Codecs.FLOAT,
                Codecs.CHAR,
                Codecs.BYTES,
                Codecs.BIG_DECIMAL,
                Codecs.INSTANT,
                Codecs.LOCAL_DATE,
                Codecs.LOCAL_DATE_TIME,
                Codecs.DURATION,
                Codecs.UUID,
                Codecs.dynamic("x"),
                Codecs.nullable(Codecs.INT),
                Codecs.optional(Codecs.INT),
                Codecs.listOf(Codecs.INT)));
        all.add(Codecs.setOf(Codecs.INT));
        all.add(Codecs.mapOf(Codecs.INT, Codecs.INT));
        all.add(Codecs.of(int[].class));
        all.add(Codecs.of(long[].class));
        all.add(Codecs.of(V1.Level.class));
        all.add(Codecs.of(V1.Leaf.class));
        all.add(Codecs.of(V1.Key.class));
        for (Codec<?> writer : all) {
            for (Codec<?> reader : all) {
                boolean widening = (writer == Codecs.INT && reader == Codecs.LONG)
                        || (writer == Codecs.FLOAT && reader == Codecs.DOUBLE);
                if (writer == reader || widening) {
                    assertThat((Object) reader.decoder(writer.schema())).isNotNull();
                } else {
                    assertThatThrownBy(() -> reader.decoder(writer.schema()))
                            .as("%s as %s", writer.schema(), reader.schema())
                            .isInstanceOf(SchemaMismatchException.class)
                            .hasMessageContaining("written as:")
                            .hasMessageContaining(reader.schema()
                                    .toString()
                                    .lines()
                                    .findFirst()
                                    .orElseThrow());
                }
            }
        }
    }

    @Test
    void constructorThatRefusesAnAbsentFieldIsNamedWithIt() {
        Codec<V1.Account> writer = Codecs.of(V1.Account.class);
        Codec<V3.Account> reader = Codecs.of(V3.Account.class);
        assertThatThrownBy(() -> Bytes.evolve(writer, new V1.Account("me"), reader))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("holder=null (not in the stored data: holder)")
                .hasMessageContaining("V3$Account")
                .hasCauseInstanceOf(NullPointerException.class);
        assertThat(Bytes.evolve(writer, new V1.Account("me"), Codecs.of(V2.Account.class)))
                .isEqualTo(new V2.Account("me"));
    }

    @Test
    void keysThatADroppedFieldMadeEqualAreReported() {
        record Key(String city) {}
        Codec<Set<V1.Key>> writer = Codecs.setOf(Codecs.of(V1.Key.class));
        Codec<Set<Key>> reader = Codecs.setOf(Codecs.of(Key.class));
        assertThatThrownBy(() -> Bytes.evolve(writer, Set.of(new V1.Key("a", 1), new V1.Key("a", 2)), reader))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("a field that told elements apart was dropped");
    }
}
