package io.penstock.connector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SinkContractTest {
    @AfterEach
    void correctAgain() {
        MemorySinkCase.mistake = MemorySink.Mistake.NONE;
    }

    @Test
    void correctSinkPasses() {
        Contracts.Outcome outcome = Contracts.run(MemorySinkCase.class);
        assertThat(outcome.failed()).isEmpty();
        assertThat(outcome.all()).as("tests that ran").isGreaterThan(40);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void mistakeIsFound(MemorySink.Mistake mistake) {
        MemorySinkCase.mistake = mistake;
        assertThat(Contracts.run(MemorySinkCase.class).failed()).contains(mistake.found);
    }
}
