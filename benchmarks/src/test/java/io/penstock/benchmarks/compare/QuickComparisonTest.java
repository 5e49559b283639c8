package io.penstock.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class QuickComparisonTest {
    /** Speed is printed, and not looked at. */
    @Test
    void resultsOfAllEnginesEqualThoseOfThePlainLoops() throws Exception {
        assertThat(Compare.run(Path.of(""), "--quick", "--heap", "768m")).isTrue();
    }
}
