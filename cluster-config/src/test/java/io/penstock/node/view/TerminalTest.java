package io.penstock.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void launcherSaysWhetherItIsOne() {
        assertThat(Terminal.from(Map.of("TERM", "xterm"), true).interactive()).isTrue();
        assertThat(Terminal.from(Map.of("TERM", "xterm"), false).interactive()).isFalse();
    }

    @Test
    void dumbTerminalGetsPlainLines() {
        assertThat(Terminal.from(Map.of("TERM", "dumb"), true).interactive()).isFalse();
        assertThat(Terminal.from(Map.of(), true).interactive()).isFalse();
    }

    @Test
    void anyNoColorButTheEmptyOneIsRespected() {
        assertThat(Terminal.from(Map.of("TERM", "xterm", "NO_COLOR", "1"), true).color())
                .isFalse();
        assertThat(Terminal.from(Map.of("TERM", "xterm", "NO_COLOR", ""), true).color())
                .isTrue();
    }

    @Test
    void charactersFollowTheLocale() {
        assertThat(Terminal.from(Map.of("LANG", "C.UTF-8"), true).unicode()).isTrue();
        assertThat(Terminal.from(Map.of("LANG", "de_DE.utf8"), true).unicode()).isTrue();
        assertThat(Terminal.from(Map.of("LANG", "C"), true).unicode()).isFalse();
        assertThat(Terminal.from(Map.of("LANG", "C.UTF-8", "LC_ALL", "C"), true).unicode())
                .isFalse();
    }
}
