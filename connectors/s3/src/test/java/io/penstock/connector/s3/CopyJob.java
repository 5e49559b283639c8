package io.penstock.connector.s3;

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
import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A process that copies the lines of a folder of a bucket to two others, until it is stopped or killed: to {@code inline/},
 * where objects wait in the snapshot, and to {@code uploaded/}, where they are uploads.
 */
final class CopyJob {
    private CopyJob() {}

    static ForkedProcess start(Bucket bucket, Path directory, int parallelism) throws IOException {
        return JobProcess.start(
                "copy",
                directory,
                List.of("-Daws.accessKeyId=test", "-Daws.secretAccessKey=test-secret"),
                CopyJob.class,
                List.of(bucket.endpoint.toString(), bucket.name, directory.toString(), Integer.toString(parallelism)));
    }

    public static void main(String[] arguments) throws Exception {
        ActorSystem<Void> system =
                ActorSystem.create(Behaviors.empty(), "copy", config(Path.of(arguments[2]), arguments[0]));
        Penstock.get(system).run(job(arguments[1], Integer.parseInt(arguments[3])));
    }

    private static Job job(String bucket, int parallelism) {
        Job job = Job.named("copy").parallelism(parallelism).checkpointEvery(Duration.ofMillis(300));
        Stream<String> lines = job.from(
                        S3Source.lines("s3://" + bucket + "/in/").follow().listEvery(Duration.ofMillis(200)))
                .named("in")
                .map(line -> line)
                .named("same");
        lines.to(S3Sink.lines("s3://" + bucket + "/inline", (String line) -> line))
                .named("inline");
        lines.to(S3Sink.lines("s3://" + bucket + "/uploaded", (String line) -> line)
                        .with(new S3SinkSettings(5 << 20, 5 << 20, 0, 0, Path.of("."), 1 << 30, 4)))
                .named("uploaded");
        return job;
    }

    private static Config config(Path directory, String endpoint) {
        return ConfigFactory.parseMap(Map.of(
                        "penstock.job.restart.max-restarts",
                        1000,
                        "penstock.job.restart.max-backoff",
                        "1s",
                        "penstock.connector.s3.endpoint",
                        endpoint,
                        "penstock.connector.s3.path-style",
                        true))
                .withFallback(JobProcess.config(directory));
    }
}
