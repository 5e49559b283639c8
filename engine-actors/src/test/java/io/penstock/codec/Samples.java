package io.penstock.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Random values of a record with all kinds of components. */
final class Samples {

    enum Color {
        RED,
        GREEN {
            @Override
            boolean calm() {
                return true;
            }
        },
        BLUE;

        boolean calm() {
            return false;
        }
    }

    record Inner(int x, @Nullable String text) {}

    @SuppressWarnings("ArrayRecordComponent") // to be written like all others
    record Everything(
            long l,
            int i,
            short s,
            byte b,
            boolean z,
            double d,
            float f,
            char c,
            @Nullable Long boxed,
            @Nullable String text,
            @Nullable BigDecimal decimal,
            @Nullable Instant instant,
            @Nullable LocalDate date,
            @Nullable LocalDateTime dateTime,
            @Nullable Duration duration,
            @Nullable UUID uuid,
            byte @Nullable [] bytes,
            long @Nullable [] longs,
            boolean @Nullable [] booleans,
            @Nullable Color color,
            @Nullable Inner inner,
            Optional<Inner> optional,
            List<Inner> list,
            Set<String> set,
            Map<Inner, List<Double>> map,
            @Nullable Everything again) {}

    private Samples() {}

    static Everything everything(Random random) {
        return everything(random, 3);
    }

    private static Everything everything(Random random, int depth) {
        return new Everything(
                random.nextLong(),
                random.nextInt(),
                (short) random.nextInt(),
                (byte) random.nextInt(),
                random.nextBoolean(),
                random.nextInt(4) == 0 ? Double.NaN : random.nextGaussian() * 1e99,
                random.nextInt(4) == 0 ? -0.0f : random.nextFloat(),
                (char) random.nextInt(),
                maybe(random, random::nextLong),
                maybe(random, () -> text(random)),
                maybe(random, () -> new BigDecimal(new BigInteger(100, random), random.nextInt(40) - 20)),
                maybe(random, () -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000))),
                maybe(random, () -> LocalDate.ofEpochDay(random.nextInt(100_000))),
                maybe(random, () -> LocalDateTime.of(2020, 1, 1, random.nextInt(24), random.nextInt(60))),
                maybe(random, () -> Duration.ofNanos(random.nextLong())),
                maybe(random, () -> new UUID(random.nextLong(), random.nextLong())),
                maybe(random, () -> new byte[random.nextInt(5)]),
                maybe(random, () -> random.longs(random.nextInt(4)).toArray()),
                maybe(random, () -> new boolean[] {random.nextBoolean(), true}),
                maybe(random, () -> Color.values()[random.nextInt(3)]),
                maybe(random, () -> inner(random)),
                Optional.ofNullable(maybe(random, () -> inner(random))),
                list(random, () -> inner(random)),
                new LinkedHashSet<>(list(random, () -> text(random))),
                map(random),
                depth == 0 ? null : maybe(random, () -> everything(random, depth - 1)));
    }

    private static <T> @Nullable T maybe(Random random, Supplier<T> value) {
        return random.nextInt(3) == 0 ? null : value.get();
    }

    private static Inner inner(Random random) {
        return new Inner(random.nextInt(), maybe(random, () -> text(random)));
    }

    private static <T> List<T> list(Random random, Supplier<T> value) {
        List<T> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(value.get());
        }
        return list;
    }

    private static Map<Inner, List<Double>> map(Random random) {
        Map<Inner, List<Double>> map = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            map.put(inner(random), list(random, random::nextDouble));
        }
        return map;
    }

    static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append((char) (random.nextInt(8) == 0 ? random.nextInt(0xffff) : 'a' + random.nextInt(26)));
        }
        return text.toString();
    }
}
