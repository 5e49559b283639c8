package io.penstock.connector.socket;

import io.penstock.servers.ForkedProcess;
import io.penstock.servers.JobProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A process with three receivers, each with a file of its own. */
final class Receivers {
    private Receivers() {}

    static ForkedProcess start(Path directory, RelayJob.Ports ports) throws IOException {
        return JobProcess.start(
                "receivers",
                directory,
                List.of(),
                Receivers.class,
                List.of(
                        directory.toString(),
                        Integer.toString(ports.exactlyOnce()),
                        Integer.toString(ports.atLeastOnce()),
                        Integer.toString(ports.plain())));
    }

    static Path exactlyOnce(Path directory) {
        return directory.resolve("exactly-once");
    }

    static Path atLeastOnce(Path directory) {
        return directory.resolve("at-least-once");
    }

    static Path plain(Path directory) {
        return directory.resolve("plain");
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        try (FrameStore exactly = FileFrameStore.open(exactlyOnce(directory));
                FrameStore atLeast = FileFrameStore.open(atLeastOnce(directory));
                FrameReceiver first = FrameReceiver.listen(Integer.parseInt(arguments[1]), exactly);
                FrameReceiver second = FrameReceiver.listen(Integer.parseInt(arguments[2]), atLeast);
                LineReceiver third = LineReceiver.listen(Integer.parseInt(arguments[3]), plain(directory))) {
            System.out.println("listening on " + first.address() + ", " + second.address() + " and " + third);
            new CountDownLatch(1).await();
        }
    }
}
