package io.penstock.engine.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.codec.UnsupportedTypeException;
import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import io.penstock.engine.element.InFlight;
import io.penstock.engine.element.Keys;
import io.penstock.engine.state.KeyGroups;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InFlightCodecTest {
    private static final int BATCH_LIMIT = 4;

    private final InFlightCodec codec = codec(10_000);

    private record Pair(String left, long right) {}

    private enum Color {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "leaf";
            }
        }
    }

    /** What Jackson would write: no record, and no codec of its own. */
    public static final class Bean {
        public int number = 1;
    }

    /** Cannot be asked for what it has. */
    record Broken(String text) {
        @Override
        public String text() {
            throw new IllegalStateException("broken accessor");
        }
    }

    private static InFlightCodec codec(int mostBytes) {
        return new InFlightCodec(InFlightCodecTest.class.getClassLoader(), mostBytes);
    }

    private static Batch batch(Object... values) {
        Batch batch = Batch.plain(values.length, values.length);
        for (int i = 0; i < values.length; i++) {
            batch.add(values[i], 100 + i);
        }
        return batch;
    }

    private List<Element> readAll(InFlight written, @Nullable Codec<Object> keys) {
        List<Element> all = new ArrayList<>();
        written.blocks().forEach(block -> all.add(codec.read(block, keys, BATCH_LIMIT)));
        return all;
    }

    private List<Object> values(InFlight written) {
        List<Object> all = new ArrayList<>();
        for (Element element : readAll(written, null)) {
            Batch batch = (Batch) element;
            for (int i = 0; i < batch.size(); i++) {
                all.add(batch.value(i));
            }
        }
        return all;
    }

    @Test
    void recordsOfSeveralClassesComeBackInOrder() throws Exception {
        InFlight written =
                codec.write(List.of(batch("a", new Pair("b", 2), 3L), batch(Color.GREEN, Color.RED, "c")), 0, null);

        assertThat(values(written)).containsExactly("a", new Pair("b", 2), 3L, Color.GREEN, Color.RED, "c");
    }

    @Test
    void timesComeBack() throws Exception {
        Batch read = (Batch)
                readAll(codec.write(List.of(batch("a", "b")), 0, null), null).get(0);

        assertThat(read.timestampMillis(0)).isEqualTo(100);
        assertThat(read.timestampMillis(1)).isEqualTo(101);
    }

    @Test
    void whatIsHandledOfTheFirstBatchIsLeftOut() throws Exception {
        InFlight written = codec.write(List.of(batch("a", "b"), batch("c", "d")), 1, null);

        assertThat(values(written)).containsExactly("b", "c", "d");
    }

    @Test
    void watermarksKeepTheirPlaceAndOtherElementsHaveNone() throws Exception {
        InFlight written = codec.write(
                List.of(new Element.Watermark(7), new Element.Idle(), batch("a"), new Element.EndOfInput()), 0, null);

        assertThat(readAll(written, null)).hasSize(2).first().isEqualTo(new Element.Watermark(7));
    }

    @Test
    @SuppressWarnings("unchecked") // a codec of numbers takes numbers
    void keysComeBackWithTheirHashesAndKind() throws Exception {
        Codec<Object> keys = (Codec<Object>) (Codec<?>) Codecs.LONG;
        Batch keyed = Batch.keyedLike(Keys.numbers(0), 1, 8);
        keyed.add("a", 5, 42L, KeyGroups.mix(Codecs.LONG.stableHash(42L)));

        Batch read = (Batch) readAll(codec.write(List.of(keyed), 0, keys), keys).get(0);

        assertThat(read.keys().numbers()).isNotNull();
        assertThat(read.keys().key(0)).isEqualTo(42L);
        assertThat(read.keys().hash(0)).isEqualTo(keyed.keys().hash(0));
    }

    @Test
    void moreThanTheLimitIsRefused() {
        InFlightCodec small = codec(100);

        assertThatThrownBy(() -> small.write(List.of(batch("x".repeat(30)), batch("y".repeat(80))), 0, null))
                .isInstanceOf(NotRecordableException.class)
                .hasMessageContaining("100 bytes");
    }

    @Test
    void classThatOnlyItsPropertiesDescribeIsRefused() {
        assertThatThrownBy(() -> codec.write(List.of(batch(new Bean())), 0, null))
                .isInstanceOf(NotRecordableException.class)
                .hasMessageContaining(Bean.class.getName())
                .hasMessageContaining("make it a record");
    }

    @Test
    void containerOfUnknownElementsIsRefused() {
        assertThatThrownBy(() -> codec.write(List.of(batch(new ArrayList<>(List.of(1)))), 0, null))
                .isInstanceOf(NotRecordableException.class);
    }

    @Test
    void recordWhoseAccessorThrowsIsRefused() {
        assertThatThrownBy(() -> codec.write(List.of(batch(new Broken("a"))), 0, null))
                .isInstanceOf(NotRecordableException.class);
    }

    @Test
    void classThatIsGoneIsNamed() throws Exception {
        byte[] block =
                codec.write(List.of(batch(new Pair("b", 2))), 0, null).blocks().get(0);
        InFlightCodec elsewhere =
                new InFlightCodec(Objects.requireNonNull(ClassLoader.getPlatformClassLoader()), 10_000);

        assertThatThrownBy(() -> elsewhere.read(block, null, BATCH_LIMIT))
                .isInstanceOf(UnsupportedTypeException.class)
                .hasMessageContaining(Pair.class.getName());
    }
}
