package io.penstock.examples.connectors;

import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.Stream;
import io.penstock.codec.Codecs;
import io.penstock.connector.Source;
import io.penstock.connector.collection.CollectionSource;
import io.penstock.connector.files.FileSink;
import io.penstock.connector.generator.GeneratorSource;
import io.penstock.connector.stdout.StdoutSink;
import io.penstock.connector.streams.ActorSink;
import io.penstock.connector.streams.OfferedSource;
import io.penstock.connector.streams.StreamsSink;
import io.penstock.examples.PacedSource;
import io.penstock.servers.ForkedProcess;
import io.penstock.servers.JobProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process with one job of all connectors whose other end is in the process of the job: each source gives the numbers
 * from 0, and goes into the same exactly-once sink of files; each sink gets the numbers of a generator and writes down
 * what it got. It ends when all numbers were there.
 */
final class InProcessJob {
    private static final Logger LOG = LoggerFactory.getLogger(InProcessJob.class);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int PARTS = 4;
    private static final int FAILED = 2;

    private InProcessJob() {}

    /**
     * How to run it.
     *
     * @param directory of the journal and of all that is written
     * @param records of each source, always the same
     * @param perSecond of each source
     */
    record Setup(Path directory, int records, int perSecond, int parallelism) {
        List<String> words() {
            return List.of(
                    directory.toString(),
                    Integer.toString(records),
                    Integer.toString(perSecond),
                    Integer.toString(parallelism));
        }

        static Setup of(String[] words) {
            return new Setup(
                    Path.of(words[0]),
                    Integer.parseInt(words[1]),
                    Integer.parseInt(words[2]),
                    Integer.parseInt(words[3]));
        }

        /** Where the sink of files writes. */
        Path out() {
            return directory.resolve("out");
        }

        /** Where a part of the process writes down what it did. */
        Path notes(String name) {
            return directory.resolve(name + ".txt");
        }
    }

    /** Starts a process that goes on with what is in the directory. */
    static ForkedProcess start(Setup setup) throws IOException {
        return JobProcess.start(
                "in-process",
                setup.directory(),
                List.of("-Dlogback.configurationFile=in-process-job.xml"),
                InProcessJob.class,
                setup.words());
    }

    public static void main(String[] arguments) throws Exception {
        Setup setup = Setup.of(arguments);
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            LOG.error("{} has failed, the process ends", thread, failure);
            Runtime.getRuntime().halt(FAILED);
        });
        ActorSystem<Void> system = ActorSystem.create(
                Behaviors.empty(),
                "in-process",
                ConfigFactory.parseString("penstock.job.restart.max-restarts = 0")
                        .withFallback(JobProcess.config(setup.directory())));
        OfferedSource<Long> offered = OfferedSource.of(Codecs.LONG, Application.WINDOW);
        Job job = Job.named("in-process").parallelism(setup.parallelism()).checkpointEvery(Duration.ofMillis(200));
        sources(job, setup, system, offered);
        sinks(job, setup, system);
        new Thread(new Application(offered, setup), "application").start();
        JobEnd end = Penstock.get(system).run(job).end().toCompletableFuture().join();
        System.out.println(end);
        System.exit(end instanceof JobEnd.Finished ? 0 : FAILED);
    }

    private static void sources(Job job, Setup setup, ActorSystem<Void> system, OfferedSource<Long> offered)
            throws IOException {
        List<Long> numbers = LongStream.range(0, setup.records()).boxed().toList();
        Numbers streams = new Numbers(system, setup);
        read(
                        job,
                        "collection",
                        PacedSource.of(
                                CollectionSource.of(numbers, Long.class).splits(PARTS), setup.perSecond() / PARTS))
                .union(
                        read(job, "generator", generator(setup)),
                        read(job, "resumable", streams.resumable()),
                        read(job, "acknowledged", streams.acknowledged()),
                        read(job, "any-source", streams.any()),
                        read(job, "offered", offered))
                .named("together")
                .to(FileSink.<String>lines(setup.out(), line -> line))
                .named("out");
    }

    private static GeneratorSource<Long> generator(Setup setup) {
        return GeneratorSource.numbers().count(setup.records()).perSecond(setup.perSecond());
    }

    private static Stream<String> read(Job job, String name, Source<Long, ?> source) {
        return job.from(source).named(name).map(n -> name + " " + n).named("text-of-" + name);
    }

    private static void sinks(Job job, Setup setup, ActorSystem<Void> system) throws IOException {
        Stream<Long> numbers = job.from(generator(setup)).named("numbers");
        numbers.to(StdoutSink.<Long>committed().format(n -> "committed " + n)).named("stdout-committed");
        numbers.to(StdoutSink.<Long>live().format(n -> "live " + n)).named("stdout-live");
        LineFile confirmed = new LineFile(setup.notes("confirmed"));
        numbers.to(StreamsSink.<Long>confirmed(system, () -> Flow.<Long>create().map(n -> {
                    confirmed.append(n);
                    return n;
                })))
                .named("stream-confirmed");
        LineFile any = new LineFile(setup.notes("any-sink"));
        // With a buffer of its own, as most have, so that something is in it when the process is killed.
        numbers.to(StreamsSink.<Long>of(system, () -> Flow.<Long>create()
                        .buffer(500, OverflowStrategy.backpressure())
                        .throttle(setup.perSecond(), Duration.ofSeconds(1))
                        .to(Sink.foreach(any::append))))
                .named("stream-any");
        ActorRef<ActorSink.Batch<Long>> actor =
                system.systemActorOf(receiver(new LineFile(setup.notes("actor"))), "receiver", Props.empty());
        numbers.to(ActorSink.to(system, actor, LIMIT)).named("actor");
    }

    private static Behavior<ActorSink.Batch<Long>> receiver(LineFile notes) {
        return Behaviors.receiveMessage(batch -> {
            batch.records().forEach(notes::append);
            batch.replyTo().tell(StatusReply.ack());
            return Behaviors.same();
        });
    }
}
