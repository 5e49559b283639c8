package io.penstock.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Damaged bytes end in a value or in CorruptDataException, with memory in proportion to their number. */
class HostileBytesTest {

    private static final long MOST_ALLOCATED = 4L << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    record Nested(List<List<List<long[]>>> lists, Map<String, Nested> map, List<Empty> empties) {}

    record Empty() {}

    static final class Old {
        record Everything(
                int i, List<Samples.Inner> list, @Nullable String text, Map<Samples.Inner, List<Double>> map) {}
    }

    private static void survive(Decoder<?> decoder, byte[] bytes) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            decoder.decode(new BinaryInput(bytes));
        } catch (CorruptDataException e) {
            assertThat(e.position()).isBetween(0, bytes.length);
        }
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_ALLOCATED);
    }

    private static <T> void attack(Codec<T> codec, Decoder<?> decoder, List<T> values, int rounds) {
        Random random = new Random(5);
        for (T value : values) {
            byte[] good = Bytes.of(codec, value);
            for (int length = 0; length < good.length; length++) {
                byte[] cut = Arrays.copyOf(good, length);
                assertThatThrownBy(() -> decoder.decode(new BinaryInput(cut))).isInstanceOf(CorruptDataException.class);
            }
            for (int i = 0; i < rounds; i++) {
                byte[] bad = good.clone();
                for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                    bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
                }
                survive(decoder, bad);
            }
        }
        for (int i = 0; i < rounds; i++) {
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            survive(decoder, noise);
        }
    }

    private static List<Samples.Everything> values() {
        Random random = new Random(9);
        List<Samples.Everything> values = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            values.add(Samples.everything(random));
        }
        return values;
    }

    @Test
    void recordsSurvive() {
        Codec<Samples.Everything> codec = Codecs.of(Samples.Everything.class);
        attack(codec, codec::decode, values(), 2_000);
    }

    @Test
    void evolvedAndSkippedRecordsSurvive() {
        Codec<Samples.Everything> codec = Codecs.of(Samples.Everything.class);
        attack(codec, Codecs.of(Old.Everything.class).decoder(codec.schema()), values(), 2_000);
    }

    @Test
    void scalarsAndContainersSurvive() {
        attack(Codecs.dynamic("x"), Codecs.dynamic("x")::decode, List.of("text", 1L, new byte[] {1, 2}), 2_000);
        attack(Codecs.INSTANT, Codecs.INSTANT::decode, List.of(java.time.Instant.EPOCH), 2_000);
        attack(Codecs.LOCAL_DATE_TIME, Codecs.LOCAL_DATE_TIME::decode, List.of(java.time.LocalDateTime.MIN), 2_000);
        attack(Codecs.DURATION, Codecs.DURATION::decode, List.of(java.time.Duration.ofSeconds(Long.MAX_VALUE)), 2_000);
        attack(Codecs.BIG_DECIMAL, Codecs.BIG_DECIMAL::decode, List.of(new java.math.BigDecimal("1.5")), 2_000);
    }

    @Test
    void jacksonSurvives() {
        Codec<JacksonCodecTest.Basket> codec = Codecs.of(JacksonCodecTest.Basket.class);
        attack(codec, codec::decode, List.of(JacksonCodecTest.basket()), 4_000);
    }

    @Test
    void hugeClaimsAllocateNothingMuch() {
        Codec<Nested> codec = Codecs.of(Nested.class);
        byte[] ones = new byte[100_000];
        for (byte fill : new byte[] {1, 2, 0x7f, -1, (byte) 0x81}) {
            Arrays.fill(ones, fill);
            survive(codec::decode, ones);
        }
        BinaryOutput out = new BinaryOutput();
        out.writeByte(1);
        out.writeVarInt(90_000);
        for (int i = 0; i < 20_000; i++) {
            out.writeVarInt(60_000);
        }
        survive(codec::decode, out.toByteArray());
    }
}
