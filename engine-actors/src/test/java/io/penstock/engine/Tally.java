package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.KeyedStream;
import io.penstock.api.Stream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * One number and the running count and sum of its key, this number included. Says by itself whether the state it came
 * from was exact, in whatever order the numbers came.
 */
public record Tally(long number, long key, long count, long sum) {
    static Tally of(long number, long keys) {
        return new Tally(number, number % keys, 1, number);
    }

    Tally plus(Tally next) {
        return new Tally(next.number, key, count + next.count, sum + next.sum);
    }

    static KeyedStream<Long, Tally> keyed(Stream<Long> numbers, long keys) {
        return numbers.map(n -> of(n, keys)).keyBy(Tally::key);
    }

    /** Each number below {@code count} is there once, and per key the counts are 1 to n and the last sum is right. */
    static void assertExact(List<Tally> tallies, long count, long keys) {
        assertThat(tallies.stream().map(Tally::number).sorted())
                .containsExactlyElementsOf(LongStream.range(0, count).boxed().toList());
        Map<Long, List<Tally>> byKey = new HashMap<>();
        tallies.forEach(tally ->
                byKey.computeIfAbsent(tally.key(), k -> new ArrayList<>()).add(tally));
        byKey.forEach((key, ofKey) -> {
            assertThat(ofKey.stream().map(Tally::count).sorted())
                    .as("running counts of key %s", key)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, ofKey.size()).boxed().toList());
            Tally last = ofKey.stream()
                    .max((a, b) -> Long.compare(a.count(), b.count()))
                    .orElseThrow();
            assertThat(last.sum())
                    .as("sum of key %s", key)
                    .isEqualTo(LongStream.range(0, count)
                            .filter(n -> n % keys == key)
                            .sum());
        });
    }
}
