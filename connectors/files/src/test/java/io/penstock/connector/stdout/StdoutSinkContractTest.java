package io.penstock.connector.stdout;

import io.penstock.connector.Sink;
import io.penstock.connector.contract.AtLeastOnceSinkContract;
import io.penstock.connector.contract.ExactlyOnceSinkContract;
import io.penstock.connector.contract.FailingTargetContract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class StdoutSinkContractTest {
    /** Where a process prints to, and which may be closed by whoever reads it. */
    private static final class Terminal extends PrintStream {
        private final Screen screen;

        Terminal(Screen screen) {
            super(screen, false, StandardCharsets.UTF_8);
            this.screen = screen;
        }

        void fail() {
            screen.closed = true;
        }

        void repair() {
            screen.closed = false;
            clearError();
        }
    }

    private static final class Screen extends OutputStream {
        private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
        private volatile boolean closed;

        @Override
        public void write(int value) throws IOException {
            if (closed) {
                throw new IOException("Broken pipe");
            }
            shown.write(value);
        }
    }

    abstract static class Of extends AtLeastOnceSinkContract<String, PreparedLines>
            implements FailingTargetContract<String, PreparedLines> {
        private final Screen screen = new Screen();
        private final Terminal terminal = new Terminal(screen);

        abstract StdoutSink<String> stdout();

        @Override
        public Sink<String, PreparedLines> sink() {
            return stdout().printTo(terminal);
        }

        @Override
        public String record(int number) {
            return "record " + number;
        }

        @Override
        public List<String> visible() {
            return screen.shown.toString(StandardCharsets.UTF_8).lines().toList();
        }

        @Override
        public List<String> leftovers() {
            return List.of();
        }

        @Override
        public boolean countsBytes() {
            return false;
        }

        @Override
        public void failTarget() {
            terminal.fail();
        }

        @Override
        public void repairTarget() {
            terminal.repair();
        }
    }

    @Nested
    class Committed extends Of {
        @Override
        StdoutSink<String> stdout() {
            return StdoutSink.committed();
        }
    }

    @Nested
    class Live extends Of {
        @Override
        StdoutSink<String> stdout() {
            return StdoutSink.live();
        }
    }

    @Nested
    class Redirected extends ExactlyOnceSinkContract<String, PreparedLines> {
        @TempDir
        @SuppressWarnings("NullAway.Init")
        Path directory;

        private Path file() {
            return directory.resolve("out.txt");
        }

        @Override
        public Sink<String, PreparedLines> sink() {
            return StdoutSink.redirected(() -> {
                if (!Files.exists(file())) {
                    Files.createFile(file());
                }
                return new RedirectedOutput(file());
            });
        }

        @Override
        public String record(int number) {
            return "record " + number;
        }

        @Override
        public List<String> visible() throws IOException {
            return Files.exists(file()) ? Files.readAllLines(file()) : List.of();
        }

        @Override
        public List<String> leftovers() {
            return List.of();
        }

        @Override
        public boolean countsBytes() {
            return false;
        }
    }
}
