package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.SilentSource;
import io.penstock.function.OutputTag;
import io.penstock.time.Sliding;
import io.penstock.time.Tumbling;
import io.penstock.time.Watermarks;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JobTest {
    private static Stream<Long> numbers() {
        return Job.named("job").from(new SilentSource<Long>());
    }

    @Test
    void streamsOfTwoJobsCannotBeUnited() {
        Stream<Long> left = numbers();
        Stream<Long> right = numbers();

        assertThatThrownBy(() -> left.union(right))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two different jobs");
    }

    @Test
    void negativeLatenessIsRefused() {
        WindowedStream<Long, Long> windows = numbers().keyBy(n -> n).window(Tumbling.of(Duration.ofDays(1)));

        assertThatThrownBy(() -> windows.allowedLateness(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must not be negative");
    }

    @Test
    void windowWithoutSizeIsRefused() {
        assertThatThrownBy(() -> Tumbling.of(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1 ms, not 0 ms");
    }

    @Test
    void slideThatLeavesGapsIsRefused() {
        assertThatThrownBy(() -> Sliding.of(Duration.ofMillis(5), Duration.ofMillis(6)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 < slide <= size, not size 5 ms and slide 6 ms");
    }

    @Test
    void negativeOutOfOrdernessIsRefused() {
        assertThatThrownBy(() -> Watermarks.boundedOutOfOrderness(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must not be negative, but is -1 ms");
    }

    @Test
    void negativeIdleTimeIsRefused() {
        Watermarks watermarks = Watermarks.ascending();

        assertThatThrownBy(() -> watermarks.idleAfter(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("idle time must not be negative");
    }

    @Test
    void blankNameOfASideOutputIsRefused() {
        assertThatThrownBy(() -> OutputTag.of(" ", Long.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must not be blank");
    }

    @Test
    void paneIsTheGreatestSpanThatIsPartOfEveryWindowItTouches() {
        assertThat(new Tumbling(10, 0).paneMillis()).isEqualTo(10);
        assertThat(new Sliding(10, 5, 0).paneMillis()).isEqualTo(5);
        assertThat(new Sliding(12, 5, 0).paneMillis()).isEqualTo(1);
        assertThat(new Sliding(30, 20, 0).paneMillis()).isEqualTo(10);
    }
}
