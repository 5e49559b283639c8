package io.penstock.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.fakes.FakeClock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FirstOfKeyTest {
    private static final long WINDOW = 1000;

    private final OperatorTesting testing = new OperatorTesting();
    private final FakeClock clock = new FakeClock();
    private final KeyedProcessOperator operator =
            new KeyedProcessOperator(new FirstOfKey(WINDOW), testing.states, clock);

    @BeforeEach
    void open() throws Exception {
        operator.open();
    }

    private void process(String value, String key) throws Exception {
        operator.process(OperatorTesting.keyed(value, 0, key), 0, testing.out);
    }

    private void pass(long millis) throws Exception {
        clock.advance(Duration.ofMillis(millis));
        operator.fireProcessingTimers(clock.currentMillis(), testing.out);
    }

    @Test
    void ofRecordsWithOneIdTheFirstIsSent() throws Exception {
        process("first a", "a");
        process("second a", "a");
        process("first b", "b");

        assertThat(testing.values()).containsExactly("first a", "first b");
    }

    @Test
    void anIdIsForgottenBehindTheWindowThatBeganWithIt() throws Exception {
        process("first", "a");
        pass(WINDOW - 1);
        process("again", "a");
        pass(1);
        process("anew", "a");

        assertThat(testing.values()).containsExactly("first", "anew");
    }

    @Test
    void whatIsForgottenTakesNoRoom() throws Exception {
        for (int i = 0; i < 100; i++) {
            process("value", "key " + i);
        }
        assertThat(testing.states.size()).isPositive();
        pass(WINDOW);

        assertThat(testing.states.size()).isZero();
    }
}
