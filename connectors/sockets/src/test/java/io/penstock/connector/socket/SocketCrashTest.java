package io.penstock.connector.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.servers.ForkedProcess;
import io.penstock.servers.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs and receivers are killed with SIGKILL at random, and their peers close and come again. What arrived is counted from
 * the receivers' files. {@code -Dpenstock.sockets.kills=20} kills more often, {@code -Dpenstock.sockets.seed=N} otherwise.
 */
class SocketCrashTest {
    private static final int KILLS = Integer.getInteger("penstock.sockets.kills", 3);
    private static final long SEED = Long.getLong("penstock.sockets.seed", 1);
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private static RelayJob.Ports freePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        RelayJob.Ports ports = new RelayJob.Ports(
                sockets.get(0).getLocalPort(),
                sockets.get(1).getLocalPort(),
                sockets.get(2).getLocalPort(),
                sockets.get(3).getLocalPort(),
                sockets.get(4).getLocalPort(),
                sockets.get(5).getLocalPort());
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    private long size() throws IOException {
        Path file = Receivers.exactlyOnce(directory);
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private void awaitBytes(ForkedProcess job, long more) throws IOException {
        long goal = size() + more;
        await().atMost(LIMIT).until(() -> {
            if (!job.isAlive()) {
                throw new AssertionError(job + " has ended" + job.tail());
            }
            return size() >= goal;
        });
    }

    private static List<String> of(List<String> records, String kind) {
        return records.stream().filter(record -> record.startsWith(kind)).toList();
    }

    @Test
    void whatArrivesIsWhatIsPromisedOverKills() throws Exception {
        System.out.println(KILLS + " kills, seed " + SEED);
        Random random = new Random(SEED);
        RelayJob.Ports ports = freePorts();
        Path journals = directory.resolve("relay");
        ForkedProcess receivers = Receivers.start(directory, ports);
        ForkedProcess job = RelayJob.start(journals, ports, 2);
        Feeder frames = Feeder.ofFrames(ports.frames());
        Feeder lines = Feeder.ofLines(ports.lines());
        try {
            int jobKills = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                awaitBytes(job, 1 + random.nextInt(60_000));
                if (kill % 2 == 0) {
                    job.kill();
                    jobKills++;
                    job = RelayJob.start(journals, ports, 1 + random.nextInt(3));
                } else {
                    receivers.kill();
                    receivers = Receivers.start(directory, ports);
                }
            }
            awaitBytes(job, 1);
            List<String> framesSent = frames.stop();
            List<String> linesSent = lines.stop();
            await().atMost(LIMIT).untilAsserted(() -> assertThat(
                            new HashSet<>(of(Target.stored(Receivers.exactlyOnce(directory)), "f")))
                    .hasSameSizeAs(framesSent));
            // With a last checkpoint, so that what the journal has of the lines is committed.
            job.stop(Duration.ofSeconds(60));

            List<String> once = Target.stored(Receivers.exactlyOnce(directory));
            List<String> atLeast = Target.stored(Receivers.atLeastOnce(directory));
            System.out.println(KILLS + " kills, " + jobKills + " of them of the jobs; frames sent " + framesSent.size()
                    + ", exactly once " + of(once, "f").size() + ", at least once "
                    + of(atLeast, "f").size()
                    + "; lines sent " + linesSent.size() + ", exactly once "
                    + of(once, "p").size()
                    + ", at least once " + of(atLeast, "p").size());

            Outcome plain = Outcome.of(framesSent, LineReceiver.lines(Receivers.plain(directory)));
            System.out.println("frames, as plain lines: " + plain);

            assertThat(of(once, "f")).as("frames, exactly once").containsExactlyInAnyOrderElementsOf(framesSent);
            assertThat(of(atLeast, "f")).as("frames, at least once").containsAll(framesSent);
            assertThat(atLeast.size()).as("at least once repeats something").isGreaterThan(once.size());
            assertSubsetWithoutRepetition(of(once, "p"), linesSent);
            assertThat(Set.copyOf(of(atLeast, "p")))
                    .as("lines that the journal had reach both sinks")
                    .isEqualTo(Set.copyOf(of(once, "p")));
            assertThat(plain.unknown()).as("lines that nobody sent").isZero();
            assertThat(plain.missing()).as("lines that were lost").isLessThan(plain.expected());
        } finally {
            job.kill();
            receivers.kill();
        }
    }

    private static void assertSubsetWithoutRepetition(List<String> records, List<String> sent) {
        assertThat(records).as("lines").isNotEmpty().doesNotHaveDuplicates();
        assertThat(sent).as("lines that were sent").containsAll(records);
    }
}
