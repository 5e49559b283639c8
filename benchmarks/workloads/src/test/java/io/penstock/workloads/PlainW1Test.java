package io.penstock.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlainW1Test {
    private static final RunSettings SETTINGS = new RunSettings("W1", "plain", 7, 0, 2, 0, 0, 0);

    @Test
    void sumsAreThoseOfTheRecordsOneByOne() {
        W1 definition = new W1();
        long[] counts = {1_000, 900};
        Outputs expected = new Outputs(definition.results(SETTINGS));
        Outputs.Lane lane = expected.lane(0);
        Map<Long, Long> sums = new HashMap<>();
        for (int part = 0; part < 2; part++) {
            Generator generator = definition.part(SETTINGS, part);
            for (int number = 0; number < counts[part] + generator.closings(); number++) {
                Event event = number < counts[part]
                        ? generator.event(number)
                        : generator.closing((int) (number - counts[part]));
                long mapped = W1.map(event.value());
                if (W1.keep(mapped)) {
                    lane.take(event.key(), sums.merge(event.key(), mapped, Long::sum), event.timestamp());
                }
            }
        }
        Outputs outputs = new Outputs(definition.results(SETTINGS));
        PlainLoop plain = definition.plain(SETTINGS, outputs.lane(0));

        plain.advance(new long[] {300, 500});
        plain.advance(counts);
        plain.close();

        assertThat(outputs.differences(expected)).isEmpty();
    }

    @Test
    void eachKeyHasItsFinalValue() {
        W1 definition = new W1();
        Outputs outputs = new Outputs(definition.results(SETTINGS));
        PlainLoop plain = definition.plain(SETTINGS, outputs.lane(0));

        plain.close();

        // A closing record's value is 0, which the map makes 1.
        Results ones = definition.results(SETTINGS);
        for (int key = 0; key < SETTINGS.keys(); key++) {
            ones.take(key, 1, Event.CLOSING);
        }
        assertThat(outputs.differences(new Outputs(ones)))
                .containsExactly("outputs: 7, expected 0", "checksum of all outputs: 238, expected 0");
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
