package io.penstock.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void quickTakesTheFirstCaseOfW1AndW2() {
        assertThat(Options.of("--quick").cases()).containsExactly(new Case("W1", 1_000, 0), new Case("W2", 20_000, 0));
    }

    @Test
    void keysReplaceThoseOfTheDefinition() {
        assertThat(Options.of("W1", "--keys", "7,8").cases())
                .containsExactly(new Case("W1", 7, 0), new Case("W1", 8, 0));
    }

    @Test
    void enginesComeInTheOrderTheyWereAskedFor() {
        assertThat(Options.of("--engines", "jet,penstock").contenders())
                .containsExactly(Contender.JET, Contender.PENSTOCK);
    }

    @Test
    void enginesRunOnTheirOwnCollectorUnlessOthersAreNamed() {
        assertThat(Options.of("W4").collectors()).isEmpty();
        assertThat(Options.of("W4", "--gc", "z,parallel").collectors())
                .containsExactly(Collector.Z, Collector.PARALLEL);
    }

    @Test
    void whatIsUnknownIsRefusedWithWhatThereIs() {
        assertThatThrownBy(() -> Options.of("W9")).hasMessageContaining("W9").hasMessageContaining("W1");
        assertThatThrownBy(() -> Options.of("--fast", "1")).hasMessageContaining("--fast".substring(2));
        assertThatThrownBy(() -> Options.of("--engines", "spark").contenders()).hasMessageContaining("flink-tuned");
        assertThatThrownBy(() -> Options.of("--rounds", "few").number("rounds", 1))
                .hasMessageContaining("few");
        assertThatThrownBy(() -> Options.of("--rounds")).hasMessageContaining("needs a value");
    }
}
