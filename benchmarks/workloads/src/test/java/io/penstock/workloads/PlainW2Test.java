package io.penstock.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlainW2Test {
    private static final RunSettings SETTINGS = new RunSettings("W2", "plain", 50, 0, 2, 0, 0, 0);

    @Test
    void winnersAreThoseOfEachWindowCountedByItself() {
        W2 definition = new W2();
        // Event times up to 16 and 20 s.
        long[] counts = {800_000, 1_000_000};
        TreeMap<Long, TreeMap<Long, Long>> windows = new TreeMap<>();
        for (int part = 0; part < 2; part++) {
            Generator generator = definition.part(SETTINGS, part);
            for (long number = 0; number < counts[part]; number++) {
                Event event = generator.event(number);
                long firstEnd = event.timestamp() / W2.SLIDE_MILLIS * W2.SLIDE_MILLIS + W2.SLIDE_MILLIS;
                for (long end = firstEnd; end < firstEnd + W2.SIZE_MILLIS; end += W2.SLIDE_MILLIS) {
                    windows.computeIfAbsent(end, unused -> new TreeMap<>()).merge(event.key(), 1L, Long::sum);
                }
            }
        }
        Outputs expected = new Outputs(definition.results(SETTINGS));
        Outputs.Lane lane = expected.lane(0);
        windows.forEach((end, byKey) -> {
            long most = byKey.values().stream().max(Long::compare).orElseThrow();
            // In the order of keys, so the first is the lowest.
            Map.Entry<Long, Long> winner = byKey.entrySet().stream()
                    .filter(entry -> entry.getValue() == most)
                    .findFirst()
                    .orElseThrow();
            lane.take(winner.getKey(), most, end);
        });
        Outputs outputs = new Outputs(definition.results(SETTINGS));
        PlainLoop plain = definition.plain(SETTINGS, outputs.lane(0));

        plain.advance(new long[] {700_000, 100_000});
        plain.advance(counts);
        plain.close();

        assertThat(windows).hasSize(14);
        assertThat(outputs.differences(expected)).isEmpty();
    }
}
