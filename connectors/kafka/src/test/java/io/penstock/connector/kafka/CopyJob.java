package io.penstock.connector.kafka;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.api.JobStatus;
import io.penstock.api.Stream;
import io.penstock.servers.ForkedProcess;
import io.penstock.servers.JobProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process that copies a topic of lines to two others, exactly once and at least once, until it is stopped or killed. */
final class CopyJob implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CopyJob.class);
    private static final String RUNNING = "@running";
    private static final String CHECKPOINT = "@checkpoint";
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long LOOK_EVERY_MILLIS = 10;

    private final ForkedProcess process;

    /**
     * What to run.
     *
     * @param servers of all topics
     * @param directory of the journal
     * @param checkpointEvery between checkpoints
     * @param config HOCON, stronger than what is here
     */
    record Setup(
            String servers,
            String in,
            String exactlyOnce,
            String atLeastOnce,
            Path directory,
            int parallelism,
            Duration checkpointEvery,
            String config) {
        Setup on(Path other) {
            return new Setup(servers, in, exactlyOnce, atLeastOnce, other, parallelism, checkpointEvery, config);
        }

        Setup parallel(int tasks) {
            return new Setup(servers, in, exactlyOnce, atLeastOnce, directory, tasks, checkpointEvery, config);
        }

        Setup checkpointEvery(Duration interval) {
            return new Setup(servers, in, exactlyOnce, atLeastOnce, directory, parallelism, interval, config);
        }

        Setup configured(String changed) {
            return new Setup(servers, in, exactlyOnce, atLeastOnce, directory, parallelism, checkpointEvery, changed);
        }
    }

    private CopyJob(ForkedProcess process) {
        this.process = process;
    }

    /** Starts a process that goes on with what is in the directory. */
    static CopyJob start(Setup setup) throws IOException {
        return new CopyJob(JobProcess.start(
                "copy-job",
                setup.directory(),
                List.of(),
                CopyJob.class,
                List.of(
                        setup.servers(),
                        setup.in(),
                        setup.exactlyOnce(),
                        setup.atLeastOnce(),
                        setup.directory().toString(),
                        Integer.toString(setup.parallelism()),
                        setup.checkpointEvery().toString(),
                        setup.config())));
    }

    public static void main(String[] arguments) throws Exception {
        Setup setup = new Setup(
                arguments[0],
                arguments[1],
                arguments[2],
                arguments[3],
                Path.of(arguments[4]),
                Integer.parseInt(arguments[5]),
                Duration.parse(arguments[6]),
                arguments[7]);
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            LOG.error("{} has failed, the process ends", thread, failure);
            Runtime.getRuntime().halt(2);
        });
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "copy", config(setup));
        JobHandle handle = Penstock.get(system).run(job(setup));
        JobEnd end = watch(handle);
        System.out.println(end);
        system.terminate();
        System.exit(end instanceof JobEnd.Suspended ? 1 : 0);
    }

    private static Job job(Setup setup) {
        Job job = Job.named("copy").parallelism(setup.parallelism()).checkpointEvery(setup.checkpointEvery());
        Stream<String> lines = job.from(KafkaSource.strings(setup.servers(), setup.in()))
                .named("in")
                .map(line -> line)
                .named("same");
        lines.to(KafkaSink.strings(setup.servers(), setup.exactlyOnce()).keyText(line -> line))
                .named("exactly");
        lines.to(KafkaSink.strings(setup.servers(), setup.atLeastOnce())
                        .keyText(line -> line)
                        .atLeastOnce())
                .named("at-least");
        return job;
    }

    private static Config config(Setup setup) {
        return ConfigFactory.parseString(setup.config()).withFallback(JobProcess.config(setup.directory()));
    }

    private static JobEnd watch(JobHandle handle) throws Exception {
        CompletableFuture<JobEnd> end = handle.end().toCompletableFuture();
        boolean running = false;
        long checkpoint = -1;
        while (true) {
            JobStatus status = handle.status();
            if (!running && status.phase() == JobStatus.Phase.RUNNING) {
                running = true;
                System.out.println(RUNNING);
            }
            long last =
                    status.lastCheckpoint().map(JobStatus.CheckpointStatus::id).orElse(-1L);
            if (running && last != checkpoint) {
                checkpoint = last;
                System.out.println(CHECKPOINT + " " + last);
            }
            try {
                return end.get(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillRunning) {
                // Looks again.
            }
        }
    }

    private long checkpoints() {
        try {
            return process.printed().stream()
                    .filter(line -> line.startsWith(CHECKPOINT))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has completed so many checkpoints. */
    void awaitCheckpoints(int count) {
        long limit = System.nanoTime() + LIMIT.toNanos();
        while (checkpoints() < count) {
            if (System.nanoTime() > limit || !process.isAlive()) {
                throw new AssertionError(process + " does not complete " + count + " checkpoints" + process.tail());
            }
            LockSupport.parkNanos(Duration.ofMillis(LOOK_EVERY_MILLIS).toNanos());
        }
    }

    void kill() {
        process.kill();
    }

    void freeze() {
        process.freeze();
    }

    void thaw() {
        process.thaw();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGTERM: with a last checkpoint. */
    void stop() {
        process.stop(Duration.ofSeconds(30));
    }

    /** Waits until it ends by itself, and gives what it printed last. */
    String awaitEnd() {
        if (!process.endsWithin(LIMIT)) {
            throw new AssertionError(process + " does not end" + process.tail());
        }
        return process.tail();
    }

    /** What it printed last. */
    String tail() {
        return process.tail();
    }

    int exitCode() {
        return process.exitCode();
    }

    @Override
    public void close() {
        process.close();
    }
}
