package io.penstock.engine.job;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.penstock.api.RunOptions;
import io.penstock.engine.checkpoint.CheckpointSettings;
import io.penstock.engine.clock.Clock;
import io.penstock.engine.savepoint.SavepointSettings;
import io.penstock.engine.task.TaskSettings;
import io.penstock.graph.GraphBuilder;
import io.penstock.graph.JobGraph;
import java.time.Duration;
import java.util.Optional;

/** Reads the configuration under {@code penstock} and checks it. */
public final class EngineSettings {
    private final Config config;

    /**
     * Takes the configuration of an actor system.
     *
     * @throws IllegalArgumentException if a setting is missing or not legal; names the key and the legal values
     */
    public EngineSettings(Config root) {
        this.config = root.getConfig("penstock");
    }

    /** Tasks per operator, where nothing else is said. */
    public int parallelism() {
        return whole("job.parallelism", 1, GraphBuilder.MAX_KEY_GROUPS);
    }

    /** What a job is run with: the configuration, overridden by what the job sets. */
    public JobSetup setup(JobGraph graph, Clock clock) {
        CheckpointSettings checkpoints = checkpoints(graph);
        return new JobSetup(
                graph,
                graph.settings().keyGroups().orElseGet(() -> whole("job.key-groups", 1, GraphBuilder.MAX_KEY_GROUPS)),
                flag("job.fuse-stateless"),
                tasks(),
                checkpoints,
                restarts("job.restart"),
                restarts("job.subtree-restart"),
                duration("job.stop-timeout", 1),
                duration("job.drain-timeout", 1),
                redAfter(checkpoints.interval()),
                new SavepointSettings(duration("savepoint.timeout", 10), whole("savepoint.concurrent", 1, 100)),
                RunOptions.none(),
                clock);
    }

    private TaskSettings tasks() {
        return new TaskSettings(
                whole("task.batch-size", 1, 65_536),
                whole("task.credit", 1, 1024),
                bytes("task.retained-bytes", 0, Long.MAX_VALUE),
                (long) (heapShare("task.retained-heap-share")
                        * Runtime.getRuntime().maxMemory()),
                bytes("task.journaled-bytes", 1, Long.MAX_VALUE),
                whole("task.flush-patience", 0, 100),
                whole("source.fetch-batches", 1, 1024),
                whole("source.open-splits", 1, 4096),
                whole("source.ingress-fetches", 1, 1024),
                duration("source.idle-poll-interval", 1),
                whole("sink.write-batches", 1, 1024),
                bytes("sink.uncommitted-bytes", 1, Long.MAX_VALUE),
                whole("sink.commit-attempts", 1, 1000),
                duration("sink.commit-backoff", 1),
                text("task.dispatcher"),
                text("task.blocking-dispatcher"));
    }

    private CheckpointSettings checkpoints(JobGraph graph) {
        return new CheckpointSettings(
                graph.settings().checkpointInterval().orElseGet(() -> duration("checkpoint.interval", 10)),
                duration("checkpoint.min-pause", 0),
                duration("checkpoint.timeout", 10),
                alignmentTimeout(),
                (int) bytes("checkpoint.in-flight-bytes", 0, 1 << 30),
                whole("checkpoint.tolerated-aborts", 0, 1_000_000),
                whole("checkpoint.retained", 1, 1000),
                (int) bytes("checkpoint.chunk-bytes", 1024, 64 << 20),
                whole("checkpoint.chunks-in-flight", 1, 1024),
                whole("checkpoint.slice-entries", 1, 1 << 24),
                ratio("checkpoint.base-after-delta-ratio"),
                bytes("checkpoint.inline-bytes", 0, 64 << 20),
                bytes("checkpoint.read-back-bytes", 0, Long.MAX_VALUE),
                text("job.journal-plugin"),
                text("job.snapshot-plugin"));
    }

    /** With rare checkpoints, the age between two of them is no illness. */
    private Duration redAfter(Duration interval) {
        Duration least = interval.multipliedBy(2);
        Duration set = duration("checkpoint.red-after", 1);
        return set.compareTo(least) < 0 ? least : set;
    }

    private Optional<Duration> alignmentTimeout() {
        String key = "checkpoint.alignment-timeout";
        String legal = "a duration of at least 0 ms, such as 1s, or off";
        String text = read(key, legal, () -> config.getString(key));
        return text.equals("off") || text.equals("false") ? Optional.empty() : Optional.of(duration(key, 0));
    }

    private RestartSettings restarts(String block) {
        return new RestartSettings(
                whole(block + ".max-restarts", 0, 1_000_000),
                duration(block + ".window", 1),
                duration(block + ".min-backoff", 0),
                duration(block + ".max-backoff", 0));
    }

    private int whole(String key, int least, int most) {
        String legal = "a whole number from " + least + " to " + most;
        long value = read(key, legal, () -> config.getLong(key));
        long checked = check(key, legal, value >= least && value <= most, value);
        return (int) checked;
    }

    private long bytes(String key, long least, long most) {
        String legal = "a size from " + least + " to " + most + " bytes, such as 256KiB";
        long value = read(key, legal, () -> config.getBytes(key));
        return check(key, legal, value >= least && value <= most, value);
    }

    private double ratio(String key) {
        String legal = "a number of at least 0.1";
        double value = read(key, legal, () -> config.getDouble(key));
        return check(key, legal, value >= 0.1 && !Double.isInfinite(value), value);
    }

    private double heapShare(String key) {
        String legal = "a part of the heap from 0 to 0.9, such as 0.125";
        double value = read(key, legal, () -> config.getDouble(key));
        return check(key, legal, value >= 0 && value <= 0.9, value);
    }

    private Duration duration(String key, long leastMillis) {
        String legal = "a duration of at least " + leastMillis + " ms, such as 500ms or 10s";
        Duration value = read(key, legal, () -> config.getDuration(key));
        return check(key, legal, value.toMillis() >= leastMillis, value);
    }

    private boolean flag(String key) {
        return read(key, "on or off", () -> config.getBoolean(key));
    }

    private String text(String key) {
        return read(key, "a text", () -> config.getString(key));
    }

    private interface Read<X> {
        X get();
    }

    private static <X> X read(String key, String legal, Read<X> read) {
        try {
            return read.get();
        } catch (ConfigException e) {
            throw new IllegalArgumentException(
                    "setting penstock." + key + " is missing or not legal, expected " + legal + ": " + e.getMessage(),
                    e);
        }
    }

    private static <X> X check(String key, String legal, boolean holds, X value) {
        if (!holds) {
            throw new IllegalArgumentException("setting penstock." + key + " is " + value + ", expected " + legal);
        }
        return value;
    }
}
