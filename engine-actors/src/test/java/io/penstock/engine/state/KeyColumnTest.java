package io.penstock.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyColumnTest {
    private final KeyColumn keys = new KeyColumn(4);

    @Test
    void numbersAreFoundByValue() {
        keys.set(2, 1_000_000L);

        assertThat(keys.isAt(2, 1_000_000L)).isTrue();
        assertThat(keys.isAt(2, 1_000_001L)).isFalse();
        assertThat(keys.get(2)).isEqualTo(1_000_000L);
    }

    @Test
    void aNumberOfAnotherClassIsAnotherKey() {
        keys.set(0, 7L);

        assertThat(keys.isAt(0, 7)).isFalse();
    }

    @Test
    void numbersStayWhenAKeyOfAnotherClassComes() {
        keys.set(0, 7L);
        keys.set(1, "seven");

        assertThat(keys.isAt(0, 7L)).isTrue();
        assertThat(keys.isAt(1, "seven")).isTrue();
        assertThat(keys.isAt(1, 7L)).isFalse();
        assertThat(keys.get(0)).isEqualTo(7L);
    }

    @Test
    void growsInBothForms() {
        keys.set(3, 3L);
        keys.grow(8);
        keys.set(7, "seven");
        keys.grow(16);
        keys.set(15, 15L);

        assertThat(keys.isAt(3, 3L)).isTrue();
        assertThat(keys.isAt(7, "seven")).isTrue();
        assertThat(keys.isAt(15, 15L)).isTrue();
    }
}
