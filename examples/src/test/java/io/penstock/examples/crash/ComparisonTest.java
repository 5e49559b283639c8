package io.penstock.examples.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    @Test
    void orderDoesNotMatter() {
        assertThat(Comparison.of(List.of("a", "b", "b"), List.of("b", "a", "b")).identical())
                .isTrue();
    }

    @Test
    void aRowWrittenTwiceIsExtra() {
        Comparison comparison = Comparison.of(List.of("a", "b"), List.of("a", "b", "b"));
        assertThat(comparison.identical()).isFalse();
        assertThat(comparison.describe(20)).containsExactly("extra  b");
    }

    @Test
    void aChangedRowIsMissingAndExtra() {
        assertThat(Comparison.of(List.of("a,1"), List.of("a,2")).describe(20))
                .containsExactly("missing  a,1", "extra  a,2");
    }

    @Test
    void aLongDifferenceIsCut() {
        assertThat(Comparison.of(List.of("a", "b", "c"), List.of()).describe(1))
                .containsExactly("missing  a", "missing  and 2 more");
    }
}
