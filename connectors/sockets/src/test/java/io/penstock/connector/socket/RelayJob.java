package io.penstock.connector.socket;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.Stream;
import io.penstock.servers.ForkedProcess;
import io.penstock.servers.JobProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A process with two jobs. The first one takes frames and hands them to the second one by an exactly-once framed sink; the
 * second one gives them to three receivers, exactly once, at least once, and as plain lines. The first one also takes lines
 * from plain connections and gives them to the first two of the receivers.
 */
final class RelayJob {
    private static final Duration WINDOW = Duration.ofMinutes(30);

    private RelayJob() {}

    /** All ports are those of loopback. */
    record Ports(int frames, int lines, int between, int exactlyOnce, int atLeastOnce, int plain) {}

    static ForkedProcess start(Path directory, Ports ports, int parallelism) throws IOException {
        return JobProcess.start(
                "relay",
                directory,
                List.of(),
                RelayJob.class,
                List.of(
                        directory.toString(),
                        Integer.toString(parallelism),
                        Integer.toString(ports.frames()),
                        Integer.toString(ports.lines()),
                        Integer.toString(ports.between()),
                        Integer.toString(ports.exactlyOnce()),
                        Integer.toString(ports.atLeastOnce()),
                        Integer.toString(ports.plain())));
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        int parallelism = Integer.parseInt(arguments[1]);
        Ports ports = new Ports(
                port(arguments[2]),
                port(arguments[3]),
                port(arguments[4]),
                port(arguments[5]),
                port(arguments[6]),
                port(arguments[7]));
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
        texts.to(SocketSink.lines("127.0.0.1", ports.plain())).named("plain");
        return job;
    }

    private static Config config(Path directory) {
        return ConfigFactory.parseString("""
                        penstock.connector.sockets {
                          reconnect { min-backoff = 20ms, max-backoff = 200ms }
                          framed.send-timeout = 10s
                        }
                        penstock.job.restart.max-restarts = 100
                        """).withFallback(JobProcess.config(directory));
    }
}
