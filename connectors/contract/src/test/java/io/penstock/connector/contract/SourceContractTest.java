package io.penstock.connector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceContractTest {
    @AfterEach
    void correctAgain() {
        MemorySourceCases.mistake = MemorySource.Mistake.NONE;
    }

    @ParameterizedTest
    @ValueSource(classes = {MemorySourceCases.Bounded.class, MemorySourceCases.WithoutAnEnd.class})
    void correctSourcePasses(Class<?> tests) {
        Contracts.Outcome outcome = Contracts.run(tests);
        assertThat(outcome.failed()).isEmpty();
        assertThat(outcome.all()).as("tests that ran").isGreaterThan(12);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void mistakeIsFoundWhereSplitsEnd(MemorySource.Mistake mistake) {
        MemorySourceCases.mistake = mistake;
        assertThat(Contracts.run(MemorySourceCases.Bounded.class).failed()).contains(mistake.found);
    }
}
