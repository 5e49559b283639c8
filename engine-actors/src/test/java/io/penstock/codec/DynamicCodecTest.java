package io.penstock.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DynamicCodecTest {

    private final Codec<Object> codec = Codecs.dynamic("key of count-by-city");

    @Test
    void knownClassesComeBackAsTheyWereAndHashAsTheirOwnCodecs() {
        List<Object> values = List.of(
                "s",
                true,
                (byte) 1,
                (short) 2,
                'c',
                3,
                4L,
                5.0f,
                6.0,
                new UUID(1, 2),
                Instant.EPOCH,
                LocalDate.EPOCH,
                LocalDateTime.MIN,
                new byte[] {1},
                BigDecimal.TEN);
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            byte[] bytes = Bytes.of(codec, value);
            assertThat(bytes[0]).as("tags are for ever").isEqualTo((byte) (i + 1));
            assertThat(Bytes.read(codec::decode, bytes)).isEqualTo(value).hasSameClassAs(value);
            @SuppressWarnings("unchecked")
            Codec<Object> own = (Codec<Object>) Codecs.of(value.getClass());
            assertThat(codec.stableHash(value)).isEqualTo(own.stableHash(value));
        }
    }

    @Test
    void otherClassesAreRefusedByNameOfTheValue() {
        record Foo(int x) {}
        for (Object value : List.of(new Foo(1), List.of(1), Samples.Color.GREEN)) {
            assertThatThrownBy(() -> Bytes.of(codec, value))
                    .isInstanceOf(UnsupportedTypeException.class)
                    .hasMessageStartingWith("No codec is known for the key of count-by-city of class "
                            + value.getClass().getName())
                    .hasMessageContaining("Give it, as in keyBy(fn, Foo.class)");
            assertThatThrownBy(() -> codec.stableHash(value)).isInstanceOf(UnsupportedTypeException.class);
        }
    }

    @Test
    void unknownTagsAreCorrupt() {
        for (byte tag : new byte[] {0, 16, -1}) {
            assertThatThrownBy(() -> Bytes.read(codec::decode, new byte[] {tag, 0, 0}))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessage("Corrupt data at byte 0: expected the tag of a type, 1 to 15, found " + (tag & 0xff));
        }
    }
}
