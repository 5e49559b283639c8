package io.penstock.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForkedProcessTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    /** Starts a process that sleeps, writes down its number, and waits to be killed. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            ForkedProcess child = ForkedProcess.start(sleep(folder));
            Path written = folder.resolve("written");
            Files.writeString(written, Long.toString(child.pid()));
            Files.move(written, folder.resolve("child"));
            Thread.currentThread().join();
        }
    }

    private static ForkedProcess.Launch sleep(Path folder) {
        return new ForkedProcess.Launch(
                "sleep", List.of("sleep", "600"), Map.of(), folder, folder.resolve("sleep.log"));
    }

    @Test
    void childEndsWhenItsParentIsKilled() throws Exception {
        List<String> command = JavaServer.command(
                System.getProperty("java.class.path"), List.of(), Parent.class.getName(), List.of(folder.toString()));
        ForkedProcess parent = ForkedProcess.start(
                new ForkedProcess.Launch("parent", command, Map.of(), folder, folder.resolve("parent.log")));
        Path written = folder.resolve("child");
        Awaitility.await().atMost(LIMIT).until(() -> Files.exists(written) || !parent.isAlive());
        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(Files.readString(written))).orElseThrow();

        parent.kill();

        Awaitility.await().atMost(LIMIT).until(() -> !child.isAlive());
    }

    @Test
    void frozenProcessGoesOnWhenItIsThawed() throws Exception {
        Path beats = folder.resolve("beats");
        try (ForkedProcess process = ForkedProcess.start(new ForkedProcess.Launch(
                "beats", List.of("sh", "-c", "while :; do echo beat; sleep 0.01; done"), Map.of(), folder, beats))) {
            Awaitility.await().atMost(LIMIT).until(() -> Files.size(beats) > 0);
            process.freeze();
            Awaitility.await().atMost(LIMIT).until(() -> state(process).equals("T"));
            long before = Files.size(beats);

            process.thaw();

            Awaitility.await().atMost(LIMIT).until(() -> Files.size(beats) > before);
        }
    }

    private static String state(ForkedProcess process) throws Exception {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        return stat.substring(stat.lastIndexOf(") ") + 2, stat.lastIndexOf(") ") + 3);
    }

    @Test
    void frozenProcessCanBeKilled() throws Exception {
        ForkedProcess process = ForkedProcess.start(sleep(folder));
        process.freeze();

        process.kill();

        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void signalToAnEndedProcessIsRefusedWithWhatItPrinted() throws Exception {
        try (ForkedProcess process = ForkedProcess.start(new ForkedProcess.Launch(
                "short", List.of("sh", "-c", "echo last words"), Map.of(), folder, folder.resolve("short.log")))) {
            assertThat(process.endsWithin(LIMIT)).isTrue();

            assertThatThrownBy(process::freeze)
                    .hasMessageContaining("has ended")
                    .hasMessageContaining("last words");
        }
    }
}
