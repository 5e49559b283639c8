package io.penstock.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SchemaTest {

    private static final Schema ORDER = Schema.record(
            "shop.Order",
            List.of(
                    new Schema.Field("id", Schema.LONG),
                    new Schema.Field("tags", Schema.nullable(Schema.list(Schema.STRING))),
                    new Schema.Field("state", Schema.enumeration("shop.State", List.of("OPEN", "PAID"))),
                    new Schema.Field("weights", Schema.array(Schema.DOUBLE)),
                    new Schema.Field("prices", Schema.map(Schema.STRING, Schema.optional(Schema.BIG_DECIMAL))),
                    new Schema.Field(
                            "buyer", Schema.record("shop.Buyer", List.of(new Schema.Field("name", Schema.STRING)))),
                    new Schema.Field("before", Schema.set(Schema.reference("shop.Order"))),
                    new Schema.Field("geo", Schema.custom("geo", 3)),
                    new Schema.Field("any", Schema.DYNAMIC)));

    @Test
    void prints() {
        assertThat(ORDER).hasToString("""
                record shop.Order {
                  id: long
                  tags: list<string>?
                  state: enum shop.State {OPEN, PAID}
                  weights: double[]
                  prices: map<string, optional<decimal>>
                  buyer: record shop.Buyer {
                    name: string
                  }
                  before: set<record shop.Order>
                  geo: custom geo version 3
                  any: dynamic
                }""");
    }

    @Test
    void comesBackFromItsBinaryForm() {
        assertThat(Bytes.stored(ORDER))
                .isEqualTo(ORDER)
                .hasSameHashCodeAs(ORDER)
                .hasToString(ORDER.toString());
        assertThat(Bytes.stored(ORDER).fingerprint()).isEqualTo(ORDER.fingerprint());
    }

    @Test
    void fingerprintsDoNotChangeBetweenReleases() {
        assertThat(Schema.LONG.fingerprint()).isEqualTo(-6916319497503138412L);
        assertThat(ORDER.fingerprint()).isEqualTo(-3141871214732321255L);
    }

    @Test
    void everyDifferenceChangesTheFingerprint() {
        Schema renamed = Schema.record("a", List.of(new Schema.Field("y", Schema.LONG)));
        Schema retyped = Schema.record("a", List.of(new Schema.Field("x", Schema.INT)));
        Schema base = Schema.record("a", List.of(new Schema.Field("x", Schema.LONG)));
        assertThat(List.of(base.fingerprint(), renamed.fingerprint(), retyped.fingerprint()))
                .doesNotHaveDuplicates();
        assertThat(base).isNotEqualTo(renamed).isNotEqualTo(retyped);
    }

    @Test
    void truncatedSchemasAreCorrupt() {
        BinaryOutput out = new BinaryOutput();
        ORDER.encode(out);
        for (int length = 0; length < out.size(); length++) {
            BinaryInput in = new BinaryInput(out.array(), 0, length);
            assertThatThrownBy(() -> Schema.decode(in)).isInstanceOf(CorruptDataException.class);
        }
    }

    @Test
    void damagedSchemasAreSchemasOrCorrupt() {
        BinaryOutput out = new BinaryOutput();
        ORDER.encode(out);
        byte[] good = out.toByteArray();
        Random random = new Random(11);
        Codec<Long> reader = Codecs.LONG;
        for (int i = 0; i < 30_000; i++) {
            byte[] bad = good.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                Schema schema = Schema.decode(new BinaryInput(bad));
                assertThat(schema.toString()).isNotNull();
                reader.decoder(schema);
            } catch (CorruptDataException | SchemaMismatchException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
    }

    @Test
    void deepSchemasAreRefusedOnBothSides() {
        Schema deep = Schema.LONG;
        for (int i = 1; i < Schema.MAX_DEPTH; i++) {
            deep = Schema.list(deep);
        }
        assertThat(Bytes.stored(deep)).isEqualTo(deep);
        Schema deepest = deep;
        assertThatThrownBy(() -> Schema.list(deepest))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("64 levels");
        BinaryOutput out = new BinaryOutput();
        for (int i = 0; i < 100_000; i++) {
            out.writeByte(Schema.Kind.LIST.id);
        }
        assertThatThrownBy(() -> Schema.decode(new BinaryInput(out.toByteArray())))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("64 levels");
    }

    @Test
    void wideSchemasAreRefused() {
        BinaryOutput out = new BinaryOutput();
        out.writeByte(Schema.Kind.ENUM.id);
        out.writeUtf8("e");
        out.writeVarInt(1_000_000);
        out.writeRaw(new byte[1_000_000], 0, 1_000_000);
        assertThatThrownBy(() -> Schema.decode(new BinaryInput(out.toByteArray())))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("20000 schemas and names");
    }

    @Test
    void referencesHaveToMeanARecord() {
        BinaryOutput out = new BinaryOutput();
        Schema.list(Schema.reference("nowhere")).encode(out);
        assertThatThrownBy(() -> Schema.decode(new BinaryInput(out.toByteArray())))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("No record named nowhere");
    }

    @Test
    void oneNameMeansOneRecord() {
        Schema one = Schema.record("a", List.of(new Schema.Field("x", Schema.LONG)));
        Schema other = Schema.record("a", List.of(new Schema.Field("x", Schema.INT)));
        BinaryOutput out = new BinaryOutput();
        Schema.map(one, other).encode(out);
        assertThatThrownBy(() -> Schema.decode(new BinaryInput(out.toByteArray())))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("Two different records named a");
    }

    @Test
    void namesInARecordAreDistinct() {
        Schema.Field field = new Schema.Field("x", Schema.LONG);
        assertThatThrownBy(() -> Schema.record("a", List.of(field, field)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a names x twice");
    }
}
