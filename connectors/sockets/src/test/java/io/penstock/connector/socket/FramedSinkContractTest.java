package io.penstock.connector.socket;

import io.penstock.connector.Sink;
import io.penstock.connector.contract.AtLeastOnceSinkContract;
import io.penstock.connector.contract.ExactlyOnceSinkContract;
import io.penstock.connector.contract.FailingTargetContract;
import io.penstock.connector.outbox.OutboxChunk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The framed sink in both modes, to a receiver that stores in a file. */
class FramedSinkContractTest {
    @Nested
    class ExactlyOnce extends ExactlyOnceSinkContract<String, OutboxChunk>
            implements FailingTargetContract<String, OutboxChunk> {
        @TempDir
        @SuppressWarnings("NullAway.Init")
        Path directory;

        private Target target = Target.NONE;

        @BeforeEach
        void start() throws Exception {
            target = new Target(directory.resolve("store"));
        }

        @AfterEach
        void stop() throws Exception {
            target.close();
        }

        @Override
        public Sink<String, OutboxChunk> sink() {
            return target.sink().exactlyOnce();
        }

        @Override
        public String record(int number) {
            return "record " + number;
        }

        @Override
        public List<String> visible() throws IOException {
            return target.visible();
        }

        @Override
        public List<String> leftovers() {
            return List.of();
        }

        @Override
        public void failTarget() throws Exception {
            target.stop();
        }

        @Override
        public void repairTarget() throws Exception {
            target.start();
        }

        @Override
        protected boolean isShared(Thread thread) {
            return thread.getName().startsWith("penstock-socket-frame-receiver");
        }
    }

    @Nested
    class AtLeastOnce extends AtLeastOnceSinkContract<String, OutboxChunk>
            implements FailingTargetContract<String, OutboxChunk> {
        @TempDir
        @SuppressWarnings("NullAway.Init")
        Path directory;

        private Target target = Target.NONE;

        @BeforeEach
        void start() throws Exception {
            target = new Target(directory.resolve("store"));
        }

        @AfterEach
        void stop() throws Exception {
            target.close();
        }

        @Override
        public Sink<String, OutboxChunk> sink() {
            return target.sink();
        }

        @Override
        public String record(int number) {
            return "record " + number;
        }

        @Override
        public List<String> visible() throws IOException {
            return target.visible();
        }

        @Override
        public List<String> leftovers() {
            return List.of();
        }

        @Override
        public void failTarget() throws Exception {
            target.stop();
        }

        @Override
        public void repairTarget() throws Exception {
            target.start();
        }

        @Override
        protected boolean isShared(Thread thread) {
            return thread.getName().startsWith("penstock-socket-frame-receiver");
        }
    }
}
