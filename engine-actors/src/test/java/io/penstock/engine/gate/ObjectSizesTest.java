package io.penstock.engine.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObjectSizesTest {
    private record Numbers(long key, long value, int small, boolean flag) {}

    private record Nested(String name, Numbers numbers) {}

    private record Chain(Object next) {}

    private enum Kind {
        ONE
    }

    @Test
    void recordOfNumbersTakesItsHeaderAndFields() {
        assertThat(ObjectSizes.of(new Numbers(1, 2, 3, true))).isEqualTo(40);
    }

    @Test
    void whatARecordRefersToCounts() {
        assertThat(ObjectSizes.of(new Nested("penstock", new Numbers(1, 2, 3, true))))
                .isEqualTo(24 + 48 + 40);
    }

    @Test
    void arraysAndCollectionsCountTheirElements() {
        assertThat(ObjectSizes.of(new byte[1000])).isEqualTo(1016);
        assertThat(ObjectSizes.of(new long[10])).isEqualTo(96);
        assertThat(ObjectSizes.of(List.of(new byte[1000], new byte[1000]))).isBetween(2_000L, 2_200L);
        assertThat(ObjectSizes.of(Map.of("key", new byte[1000]))).isBetween(1_000L, 1_300L);
        assertThat(ObjectSizes.of(new Object[] {new byte[1000], null})).isBetween(1_000L, 2_100L);
    }

    @Test
    void objectsOfThePlatformAreEstimated() {
        assertThat(ObjectSizes.of(Instant.EPOCH)).isPositive();
        assertThat(ObjectSizes.of(1L)).isEqualTo(16);
    }

    @Test
    void enumsAreShared() {
        assertThat(ObjectSizes.of(Kind.ONE)).isZero();
    }

    @Test
    void longChainsEnd() {
        Chain chain = new Chain("end");
        for (int i = 0; i < 100_000; i++) {
            chain = new Chain(chain);
        }

        assertThat(ObjectSizes.of(chain)).isLessThan(1_000);
    }
}
