package io.penstock.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@SuppressWarnings({"SameNameButDifferent", "UnusedVariable"}) // before and after a change; Jackson reads the fields
class JacksonCodecTest {

    static final class Basket {
        private @Nullable String owner;
        private int count;
        private List<Item> items = new ArrayList<>();
        private @Nullable Instant since;
        private Set<String> tags = new HashSet<>();

        Basket() {}

        @Nullable
        String owner() {
            return owner;
        }
    }

    static final class Item {
        public @Nullable String name;
        public double price;
        public @Nullable Item inner;
    }

    static final class Later {
        static final class Basket {
            public @Nullable String owner;
            public List<Item> items = new ArrayList<>();
            public @Nullable String added = "default";
        }

        static final class Item {
            public double price;
        }
    }

    static final class Changed {
        static final class Basket {
            public List<Item> items = new ArrayList<>();
        }

        static final class Item {
            public @Nullable String price;
        }
    }

    static final class NoConstructor {
        public final int x;

        NoConstructor(int x) {
            this.x = x;
        }
    }

    static final class WithCreator {
        private final int x;

        @JsonCreator
        WithCreator(@JsonProperty("x") int x) {
            this.x = x;
        }

        int x() {
            return x;
        }
    }

    static final class HoldsHopeless {
        public List<NoConstructor> list = new ArrayList<>();
    }

    @SuppressWarnings("ClassCanBeStatic") // what it is about
    final class Inner {
        public int x;
    }

    static final class Nothing {}

    interface Shape {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
    interface ByClass {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({@JsonSubTypes.Type(value = Circle.class, name = "circle")})
    interface ByName {}

    static final class Circle implements ByName {
        public int radius;
    }

    static final class HoldsByClass {
        public @Nullable ByClass value;
    }

    record Mixed(String name, TreeMap<String, Item> map, WithCreator creator) {}

    static Basket basket() {
        Basket basket = new Basket();
        basket.owner = "me";
        basket.count = 3;
        basket.since = Instant.ofEpochSecond(5);
        Item item = new Item();
        item.name = "pen";
        item.price = 1.5;
        item.inner = new Item();
        basket.items.add(item);
        basket.tags.addAll(List.of("a", "b"));
        return basket;
    }

    @Test
    void classesComeBackWithAllTheirFields() {
        Codec<Basket> codec = Codecs.of(Basket.class);
        assertThat(Bytes.roundTrip(codec, basket())).usingRecursiveComparison().isEqualTo(basket());
        assertThat(codec.schema()).hasToString("""
                object io.penstock.codec.JacksonCodecTest$Basket {
                  count: java.lang.Integer
                  items: list<object io.penstock.codec.JacksonCodecTest$Item {
                    inner: io.penstock.codec.JacksonCodecTest$Item
                    name: java.lang.String
                    price: java.lang.Double
                  }>
                  owner: java.lang.String
                  since: java.time.Instant
                  tags: list<java.lang.String>
                }""");
    }

    @Test
    void classesComeBackInsideRecords() {
        Codec<Mixed> codec = Codecs.of(Mixed.class);
        Mixed value = new Mixed("n", new TreeMap<>(Map.of("a", new Item())), new WithCreator(4));
        Mixed read = Bytes.roundTrip(codec, value);
        assertThat(read).usingRecursiveComparison().isEqualTo(value);
        assertThat(read.creator().x()).isEqualTo(4);
    }

    @Test
    void propertiesMayComeAndGo() {
        Later.Basket later = Bytes.evolve(Codecs.of(Basket.class), basket(), Codecs.of(Later.Basket.class));
        assertThat(later.owner).isEqualTo("me");
        assertThat(later.items.get(0).price).isEqualTo(1.5);
        assertThat(later.added).isEqualTo("default");
        Basket back = Bytes.evolve(Codecs.of(Later.Basket.class), later, Codecs.of(Basket.class));
        assertThat(back.owner()).isEqualTo("me");
    }

    @Test
    void changedTypesAreRefusedDeepDown() {
        assertThatThrownBy(() -> Codecs.of(Changed.Basket.class)
                        .decoder(Codecs.of(Basket.class).schema()))
                .isInstanceOf(SchemaMismatchException.class)
                .hasMessageContaining("at items.price it was java.lang.Double and is java.lang.String")
                .hasMessageContaining("written as:\n  object io.penstock.codec.JacksonCodecTest$Basket {");
        assertThatThrownBy(() ->
                        Codecs.of(Basket.class).decoder(Codecs.of(Item.class).schema()))
                .isInstanceOf(SchemaMismatchException.class);
    }

    @Test
    void droppedObjectsAreSkipped() {
        record Mixed(String name) {}
        JacksonCodecTest.Mixed old =
                new JacksonCodecTest.Mixed("n", new TreeMap<>(Map.of("a", new Item())), new WithCreator(4));
        assertThat(Bytes.evolve(Codecs.of(JacksonCodecTest.Mixed.class), old, Codecs.of(Mixed.class)))
                .isEqualTo(new Mixed("n"));
    }

    @Test
    void hopelessClassesAreRefusedWhenTheCodecIsMade() {
        refused(NoConstructor.class, "it has neither a constructor without parameters nor a @JsonCreator");
        refused(Inner.class, "it has neither a constructor without parameters");
        refused(Nothing.class, "it has no properties that Jackson sees");
        refused(Shape.class, "it is abstract");
        refused(ByClass.class, "lets data name classes; use Id.NAME");
        refused(Thread.class, "");
        assertThatThrownBy(() -> Codecs.of(HoldsHopeless.class))
                .isInstanceOf(UnsupportedTypeException.class)
                .hasMessageContaining("NoConstructor");
    }

    private static void refused(Class<?> type, String why) {
        assertThatThrownBy(() -> Codecs.of(type))
                .isInstanceOf(UnsupportedTypeException.class)
                .hasMessageStartingWith("No codec for " + type.getName())
                .hasMessageContaining(why)
                .hasMessageEndingWith("Make it a record, annotate it for Jackson, or bring a CodecProvider");
    }

    @Test
    void subtypesByNameComeBack() {
        Circle circle = new Circle();
        circle.radius = 3;
        assertThat(Bytes.roundTrip(Codecs.of(ByName.class), circle))
                .usingRecursiveComparison()
                .isEqualTo(circle);
    }

    @Test
    void dataNamesNoClass() {
        assertThatThrownBy(() -> Codecs.of(HoldsByClass.class))
                .isInstanceOf(UnsupportedTypeException.class)
                .hasMessageContaining("lets data name classes");
    }

    @Test
    void hashDoesNotDependOnTheOrderOfSets() {
        Codec<Basket> codec = Codecs.of(Basket.class);
        Basket one = basket();
        Basket other = basket();
        one.tags = new LinkedHashSet<>(List.of("a", "b"));
        other.tags = new LinkedHashSet<>(List.of("b", "a"));
        assertThat(codec.stableHash(one)).isEqualTo(codec.stableHash(other));
        other.count++;
        assertThat(codec.stableHash(one)).isNotEqualTo(codec.stableHash(other));
    }

    @Test
    void limitOfTheOutputIsReportedAsItself() {
        BinaryOutput small = new BinaryOutput(0, 20);
        assertThatThrownBy(() -> Codecs.of(Basket.class).encode(basket(), small))
                .isInstanceOf(SizeLimitException.class);
    }
}
