package io.penstock.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class QuickScalingTest {
    /** Speed is printed, and not looked at. */
    @Test
    void resultOfAPointOfEachCurveEqualsThatOfThePlainLoop() throws Exception {
        assertThat(Scaling.run(Path.of(""), "--quick", "--heap", "768m")).isTrue();
    }
}
