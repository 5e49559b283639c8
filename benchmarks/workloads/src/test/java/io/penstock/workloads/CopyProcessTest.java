package io.penstock.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopyProcessTest {
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final List<CopyRequest> started = new ArrayList<>();
    private final Path directory;
    private int closed;

    CopyProcessTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private final class Copying implements CopyEngine {
        @Override
        public String version() {
            return "1";
        }

        @Override
        public Engine.RunningJob start(CopyRequest request, Path own) throws Exception {
            started.add(request);
            Files.createFile(own.resolve("kept"));
            return new Engine.RunningJob() {
                @Override
                public CompletionStage<?> end() {
                    return end;
                }

                @Override
                public List<Engine.Checkpoint> checkpoints() {
                    return List.of();
                }

                @Override
                public void close() {
                    closed++;
                }
            };
        }
    }

    private static CopyRequest request(boolean bounded) {
        return new CopyRequest("127.0.0.1:9092", "in", "out \"1\"\n", true, bounded, 2, 1_000);
    }

    private static CopyAnswer ask(CopyProcess process, String line) throws Exception {
        String answer = process.answer(line);
        assertThat(answer).doesNotContain("\n");
        return CopyAnswer.of(answer);
    }

    @Test
    void requestIsOneLineAndComesBackAsItWas() throws Exception {
        assertThat(request(true).line()).doesNotContain("\n");
        assertThat(CopyRequest.of(request(true).line())).isEqualTo(request(true));
    }

    @Test
    void boundedJobIsAnsweredWithItsTimeAndLeavesNothing() throws Exception {
        end.complete("finished");

        CopyAnswer answer =
                ask(new CopyProcess(new Copying(), directory), request(true).line());

        assertThat(answer.failure()).isNull();
        assertThat(answer.seconds()).isPositive();
        assertThat(started).containsExactly(request(true));
        assertThat(closed).isEqualTo(1);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void jobThatFailsIsAnsweredWithWhy() throws Exception {
        end.completeExceptionally(new IllegalStateException("as asked"));

        CopyAnswer answer =
                ask(new CopyProcess(new Copying(), directory), request(true).line());

        assertThat(answer.failure()).contains("as asked");
        assertThat(closed).isEqualTo(1);
    }

    @Test
    void unboundedJobRunsUntilAnEmptyLine() throws Exception {
        CopyProcess process = new CopyProcess(new Copying(), directory);

        assertThat(ask(process, request(false).line()).failure()).isNull();
        assertThat(closed).isZero();
        assertThat(ask(process, "").failure()).isNull();
        assertThat(closed).isEqualTo(1);
        assertThat(ask(process, "").failure()).contains("no job runs");
    }

    @Test
    void unboundedJobThatEndedBeforeItWasStoppedHasFailed() throws Exception {
        CopyProcess process = new CopyProcess(new Copying(), directory);
        ask(process, request(false).line());

        end.complete("finished");

        assertThat(ask(process, "").failure()).contains("before it was stopped");
    }

    @Test
    void whatIsNoRequestIsAnsweredToo() throws Exception {
        assertThat(ask(new CopyProcess(new Copying(), directory), "copy").failure())
                .contains("copy");
    }
}
