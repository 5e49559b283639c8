package io.penstock.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FailureTest {
    private final Ticks ticks = new Ticks();
    private final Failure failure = new Failure(ticks, 2);

    @BeforeEach
    void start() {
        ticks.start();
    }

    @AfterEach
    void stop() {
        ticks.close();
    }

    private void check() {
        failure.check(() -> new IllegalStateException("as asked"));
    }

    @Test
    void nothingFailsBeforeItIsAskedTo() {
        assertThatCode(this::check).doesNotThrowAnyException();
    }

    @Test
    void oneRecordFailsEachTimeItIsAskedTo() {
        failure.arm();

        assertThatThrownBy(this::check).hasMessage("as asked");
        assertThatCode(this::check).doesNotThrowAnyException();
    }

    @Test
    void isOverWhenTheLastLaneHasCaughtUp() {
        failure.arm();
        assertThatThrownBy(this::check).hasMessage("as asked");

        // A tick that is not due yet comes in time, however slow this test is.
        failure.arrived(0, Integer.MAX_VALUE);
        assertThat(failure.isOver()).isFalse();
        failure.arrived(1, Integer.MAX_VALUE);
        assertThat(failure.isOver()).isTrue();
    }

    @Test
    void whatWasDueBeforeTheFailureIsNotNew() {
        failure.arm();
        assertThatThrownBy(this::check).hasMessage("as asked");

        failure.arrived(0, -1);
        failure.arrived(1, -1);

        assertThat(failure.isOver()).isFalse();
    }
}
