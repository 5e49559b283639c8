package io.penstock.connector.socket;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.Stream;
import io.penstock.persistence.ChronicleJvmFlags;
import io.penstock.servers.ForkedProcess;
import io.penstock.servers.JavaServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A process with two jobs. The first one takes frames and hands them to the second one by an exactly-once framed sink; the
 * second one gives them to two receivers, exactly once and at least once. The first one also takes lines from plain
 * connections and gives them to the same receivers.
 */
final class RelayJob {
    private static final Duration WINDOW = Duration.ofMinutes(30);

    private RelayJob() {}

    /** All ports are those of loopback. */
    record Ports(int frames, int lines, int between, int exactlyOnce, int atLeastOnce) {}

    static ForkedProcess start(Path directory, Ports ports, int parallelism) throws IOException {
        return fork(
                "relay",
                directory,
                RelayJob.class,
                List.of(
                        directory.toString(),
                        Integer.toString(parallelism),
                        Integer.toString(ports.frames()),
                        Integer.toString(ports.lines()),
                        Integer.toString(ports.between()),
                        Integer.toString(ports.exactlyOnce()),
                        Integer.toString(ports.atLeastOnce())));
    }

    /** Starts a JVM on the class path of the tests. */
    static ForkedProcess fork(String name, Path directory, Class<?> main, List<String> arguments) throws IOException {
        Files.createDirectories(directory);
        Path output = Files.createTempFile(directory, name + "-", ".log");
        List<String> flags = new ArrayList<>(ChronicleJvmFlags.all());
        flags.addAll(List.of("-Xmx256m", "-Dchronicle.analytics.disable=true", "-Dchronicle.announcer.disable=true"));
        List<String> command =
                JavaServer.command(System.getProperty("java.class.path"), flags, main.getName(), arguments);
        return ForkedProcess.start(new ForkedProcess.Launch(name, command, Map.of(), directory, output));
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        int parallelism = Integer.parseInt(arguments[1]);
        Ports ports = new Ports(
                port(arguments[2]), port(arguments[3]), port(arguments[4]), port(arguments[5]), port(arguments[6]));
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "relay", config(directory));
        Penstock penstock = Penstock.get(system);
        penstock.run(second(ports, parallelism));
        penstock.run(first(ports, parallelism));
    }

    private static int port(String text) {
        return Integer.parseInt(text);
    }

    private static Job first(Ports ports, int parallelism) {
        Job job = Job.named("first").parallelism(parallelism).checkpointEvery(Duration.ofMillis(200));
        FramedSource.once(job.from(FramedSource.listen(ports.frames())).named("frames"), WINDOW)
                .named("once")
                .map(Framed::text)
                .named("text")
                .to(FramedSink.strings("127.0.0.1", ports.between()).exactlyOnce())
                .named("hand-over");
        Stream<String> lines = job.from(SocketSource.listen(ports.lines()))
                .named("lines")
                .map(line -> line)
                .named("same");
        lines.to(FramedSink.strings("127.0.0.1", ports.exactlyOnce()).exactlyOnce())
                .named("exactly");
        lines.to(FramedSink.strings("127.0.0.1", ports.atLeastOnce())).named("at-least");
        return job;
    }

    private static Job second(Ports ports, int parallelism) {
        Job job = Job.named("second").parallelism(parallelism).checkpointEvery(Duration.ofMillis(200));
        Stream<String> texts = FramedSource.once(
                        job.from(FramedSource.listen(ports.between())).named("frames"), WINDOW)
                .named("once")
                .map(Framed::text)
                .named("text");
        texts.to(FramedSink.strings("127.0.0.1", ports.exactlyOnce()).exactlyOnce())
                .named("exactly");
        texts.to(FramedSink.strings("127.0.0.1", ports.atLeastOnce())).named("at-least");
        return job;
    }

    private static Config config(Path directory) {
        return ConfigFactory.parseString("""
                        pekko.persistence.journal.plugin = "penstock.journal"
                        pekko.persistence.snapshot-store.plugin = "penstock.snapshot-store"
                        pekko.persistence.typed.stash-overflow-strategy = fail
                        penstock.journal { durability = process, min-free = 1 MiB }
                        penstock.snapshot-store.min-free = 1 MiB
                        penstock.connector.sockets {
                          reconnect { min-backoff = 20ms, max-backoff = 200ms }
                          framed.send-timeout = 10s
                        }
                        penstock.job.restart.max-restarts = 100
                        """)
                .withFallback(ConfigFactory.parseMap(Map.of(
                        "penstock.journal.dir", directory.resolve("journal").toString(),
                        "penstock.snapshot-store.dir",
                                directory.resolve("snapshots").toString())))
                .withFallback(ConfigFactory.load());
    }
}
