package io.penstock.examples.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.examples.crash.Worker.Seen;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerSeenTest {
    private static Seen after(String... lines) {
        Seen seen = Seen.NOTHING;
        for (String line : List.of(lines)) {
            seen = seen.with(line);
        }
        return seen;
    }

    @Test
    void aCheckpointOfAFormerProcessDoesNotCount() {
        Seen seen = after("@worker phase RECOVERING 2", "@worker checkpoint 12 -1.0000", "@worker phase RUNNING 2");
        assertThat(seen).isEqualTo(new Seen(true, true, 2, 0, 12, -1, false, 3, false));
        assertThat(seen.with("@worker checkpoint 13 0.3820"))
                .isEqualTo(new Seen(true, true, 2, 1, 13, 0.382, false, 4, false));
    }

    @Test
    void theEndOfTheInputIsSeen() {
        assertThat(after("@worker phase RUNNING 1").endOfInput()).isFalse();
        assertThat(after("@worker phase RUNNING 1", "@worker end-of-input").endOfInput())
                .isTrue();
    }

    @Test
    void whatElseItPrintsIsOnlyCounted() {
        assertThat(after("job 'delays' finished")).isEqualTo(new Seen(false, false, 0, 0, -1, -1, false, 1, false));
    }

    @Test
    void aReportOfAnotherKindIsRefused() {
        assertThatThrownBy(() -> after("@worker sleeps")).hasMessageContaining("'@worker sleeps'");
    }
}
