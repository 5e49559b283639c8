package io.penstock.examples.connectors;

import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.connector.Guarantee;
import io.penstock.connector.generator.GeneratorSource;
import io.penstock.connector.stdout.StdoutSink;
import io.penstock.servers.ForkedProcess;
import io.penstock.servers.JobProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A process with one job, which prints numbers into the file that its standard output goes to. */
final class RedirectedJob {
    private static final int FAILED = 2;

    private RedirectedJob() {}

    /**
     * How to run it.
     *
     * @param directory of the journal
     * @param output what standard output is appended to
     * @param records always the same
     */
    record Setup(Path directory, Path output, int records, int perSecond, int parallelism) {}

    /** Starts a process that goes on with what is in the directory. */
    static ForkedProcess start(Setup setup) throws IOException {
        return JobProcess.startRedirected(
                "redirected",
                setup.directory(),
                setup.output(),
                List.of("-Dlogback.configurationFile=redirected-job.xml"),
                RedirectedJob.class,
                List.of(
                        setup.directory().toString(),
                        Integer.toString(setup.records()),
                        Integer.toString(setup.perSecond()),
                        Integer.toString(setup.parallelism())));
    }

    public static void main(String[] words) {
        ActorSystem<Void> system = ActorSystem.create(
                Behaviors.empty(),
                "redirected",
                ConfigFactory.parseString("penstock.job.restart.max-restarts = 0")
                        .withFallback(JobProcess.config(Path.of(words[0]))));
        // Checkpoints follow each other closely, so that a kill hits a commit now and then.
        Job job = Job.named("redirected")
                .parallelism(Integer.parseInt(words[3]))
                .checkpointEvery(Duration.ofMillis(50))
                .require(Guarantee.EXACTLY_ONCE);
        job.from(GeneratorSource.numbers().count(Integer.parseInt(words[1])).perSecond(Integer.parseInt(words[2])))
                .named("numbers")
                .to(StdoutSink.<Long>redirected())
                .named("printed");
        JobEnd end = Penstock.get(system).run(job).end().toCompletableFuture().join();
        System.err.println(end);
        System.exit(end instanceof JobEnd.Finished ? 0 : FAILED);
    }
}
