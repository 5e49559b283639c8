package io.penstock.benchmarks.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.benchmarks.compare.Contender;
import java.util.List;
import org.junit.jupiter.api.Test;

class KafkaOptionsTest {
    @Test
    void bothEnginesCopyUnlessSomeAreNamed() {
        assertThat(KafkaOptions.of())
                .isEqualTo(new KafkaOptions(
                        List.of(Contender.PENSTOCK, Contender.FLINK), 10_000_000, 3, 20_000, 30, 1_000));
        assertThat(KafkaOptions.of("--engines", "flink,penstock").engines())
                .containsExactly(Contender.FLINK, Contender.PENSTOCK);
        assertThat(KafkaOptions.of("--rounds", "5", "--engines", "penstock"))
                .isEqualTo(new KafkaOptions(List.of(Contender.PENSTOCK), 10_000_000, 5, 20_000, 30, 1_000));
    }

    @Test
    void whatIsUnknownIsRefusedWithWhatThereIs() {
        assertThatThrownBy(() -> KafkaOptions.of("--engines", "jet"))
                .hasMessageContaining("jet")
                .hasMessageContaining("penstock, flink");
        assertThatThrownBy(() -> KafkaOptions.of("--fast", "1"))
                .hasMessageContaining("--fast")
                .hasMessageContaining("--rounds");
        assertThatThrownBy(() -> KafkaOptions.of("5")).hasMessageContaining("--rounds");
        assertThatThrownBy(() -> KafkaOptions.of("--rounds")).hasMessageContaining("needs a value");
        assertThatThrownBy(() -> KafkaOptions.of("--rounds", "few")).hasMessageContaining("few");
        assertThatThrownBy(() -> KafkaOptions.of("--rounds", "0")).hasMessageContaining("more than 0");
    }
}
