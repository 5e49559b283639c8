package io.penstock.benchmarks.w1;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.benchmarks.Event;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlainW1Test {
    @Test
    void sumsAreThoseOfTheRecordsOneByOne() {
        int keys = 7;
        int parts = 2;
        long[] counts = {1_000, 900};
        Map<Long, Long> sums = new HashMap<>();
        long outputs = 0;
        long sumOfOutputs = 0;
        for (int part = 0; part < parts; part++) {
            int keysOfPart = W1.keysOf(part, parts, keys);
            for (long number = 0; number < counts[part] + keysOfPart; number++) {
                Event event = number < counts[part]
                        ? W1.event(part, parts, keysOfPart, number)
                        : W1.closing(part, parts, (int) (number - counts[part]));
                long mapped = W1.map(event.value());
                if (W1.keep(mapped)) {
                    outputs++;
                    sumOfOutputs += sums.merge(event.key(), mapped, Long::sum);
                }
            }
        }

        PlainW1 plain = PlainW1.of(keys, counts);

        assertThat(plain.outputs()).isEqualTo(outputs);
        assertThat(plain.sumOfOutputs()).isEqualTo(sumOfOutputs);
        sums.forEach((key, sum) -> assertThat(plain.finalSum(key)).isEqualTo(sum));
        assertThat(sums).hasSize(keys);
    }

    @Test
    void filterKeepsSevenOfEight() {
        long kept = 0;
        for (long value = 0; value < 1 << 16; value++) {
            kept += W1.keep(W1.map(value)) ? 1 : 0;
        }

        assertThat(kept).isEqualTo((1 << 16) / 8 * 7);
    }
}
