package io.penstock.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.api.JobStatus;
import io.penstock.api.Savepoint;
import io.penstock.graph.JobGraph;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class JobViewTest {
    private static final JobEnd FINISHED = new JobEnd.Finished(7);

    private final StringWriter text = new StringWriter();
    private final PrintWriter out = new PrintWriter(text);

    /** A job that ends once its status was asked for {@code polls} times. */
    private static final class Scripted implements JobHandle {
        private final CompletableFuture<JobEnd> end = new CompletableFuture<>();
        private int polls;

        Scripted(int polls) {
            this.polls = polls;
        }

        @Override
        public String name() {
            return "delays";
        }

        @Override
        public JobGraph graph() {
            throw new UnsupportedOperationException("a view does not look at the graph");
        }

        @Override
        public JobStatus status() {
            if (--polls == 0) {
                end.complete(FINISHED);
            }
            return Statuses.running(polls, Statuses.START);
        }

        @Override
        public CompletionStage<JobEnd> end() {
            return end;
        }

        @Override
        public CompletionStage<JobEnd> drain() {
            throw new UnsupportedOperationException("a view drains nothing");
        }

        @Override
        public CompletionStage<Savepoint> savepoint(Path folder) {
            throw new UnsupportedOperationException("a view takes no savepoint");
        }

        @Override
        public CompletionStage<Savepoint> stopWithSavepoint(Path folder) {
            throw new UnsupportedOperationException("a view takes no savepoint");
        }

        @Override
        public CompletionStage<JobEnd> stop() {
            throw new UnsupportedOperationException("a view does not stop jobs");
        }
    }

    private List<String> printed() {
        return text.toString().lines().toList();
    }

    @Test
    void withoutTerminalEachLookIsALineAndThereIsOneAtTheEnd() throws InterruptedException {
        JobEnd end = new JobView(out, Terminal.none()).watchPlain(new Scripted(3), Duration.ofMillis(1));
        assertThat(end).isEqualTo(FINISHED);
        assertThat(printed()).hasSize(4).allSatisfy(line -> assertThat(line).contains("delays RUNNING"));
        assertThat(text.toString()).doesNotContain("\u001b");
    }

    @Test
    void onATerminalThePictureIsRedrawnInPlaceAndTheCursorComesBack() throws InterruptedException {
        Terminal terminal = Terminal.from(Map.of("TERM", "xterm"), true);
        new JobView(out, terminal).watch(new Scripted(2));
        assertThat(text.toString()).startsWith("\u001b[?25l").endsWith("\u001b[?25h");
        assertThat(text.toString().split("\u001b\\[9A", -1))
                .as("the picture of nine lines, drawn over twice")
                .hasSize(3);
    }

    @Test
    void whatIsSaidStandsBelowThePictureAndDoesNotDisturbIt() throws InterruptedException {
        Terminal terminal = Terminal.from(Map.of("TERM", "xterm", "NO_COLOR", "1"), true);
        JobView view = new JobView(out, terminal);
        view.say("stopping");
        assertThat(text.toString()).isEmpty();
        view.watch(new Scripted(1));
        assertThat(text.toString()).contains("stopping\u001b[K\n").contains("\u001b[10A");
    }
}
