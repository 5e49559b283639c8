package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.KeyedStream;
import io.penstock.api.Stream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Failures behind a {@code keyBy}, whose senders keep in memory what they have sent. */
class SubtreeRestartTest extends SubtreeRestarts {
    @Override
    KeyedStream<Long, Tally> keyed(Stream<Long> numbers) {
        return Tally.keyed(numbers, KEYS);
    }

    /** Nothing is kept, so the sources have to read again. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "2KiB"})
    void whatIsNotKeptIsReadAgain(String retainedBytes) throws Exception {
        ActorTestKit forgetful = kit("penstock.task.retained-bytes = " + retainedBytes);
        try {
            interval = Duration.ofMillis(50);
            AtomicBoolean read = new AtomicBoolean();
            onSum = n -> {
                if (completed.get() >= 1 && n > COUNT / 10 && read.compareAndSet(false, true)) {
                    failure.when(true);
                }
            };
            MemorySink<Tally> sink = sink();
            finish(start(forgetful, sink), sink);

            if (retainedBytes.equals("0")) {
                assertThat(opened.get(0)).isGreaterThanOrEqualTo(2);
                assertThat(opened.get(1)).isGreaterThanOrEqualTo(2);
            }
        } finally {
            forgetful.shutdownTestKit();
        }
    }
}
