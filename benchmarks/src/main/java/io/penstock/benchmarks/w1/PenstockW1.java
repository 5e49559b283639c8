package io.penstock.benchmarks.w1;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.benchmarks.Event;
import io.penstock.benchmarks.Outcome;
import io.penstock.benchmarks.RunSettings;
import io.penstock.benchmarks.Stopwatch;
import io.penstock.benchmarks.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** {@link W1} on Penstock, with the journal on disk. */
public final class PenstockW1 implements Workload {
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(1);

    @Override
    public Outcome run(RunSettings settings, Path directory) throws Exception {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "benchmark", config(directory));
        try {
            int parallelism = settings.parallelism();
            long recordsPerPart = settings.records() == 0 ? Long.MAX_VALUE : settings.records() / parallelism;
            EventSource source = new EventSource(settings.keys(), parallelism, recordsPerPart);
            CountingSink sink = new CountingSink(settings.keys());
            JobHandle handle = Penstock.get(system).run(job(settings, source, sink));
            Stopwatch stopwatch = Stopwatch.of(handle, settings.warmUp(), settings.measured());
            source.stop();
            JobEnd end = handle.end().toCompletableFuture().get(5, TimeUnit.MINUTES);
            if (!(end instanceof JobEnd.Finished)) {
                throw new IllegalStateException("the job ended as " + end);
            }
            PlainW1 plain = PlainW1.of(settings.keys(), source.counts());
            return stopwatch.outcome(settings, plain.recordsPerSecond(), differences(settings, plain, sink));
        } finally {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().get(1, TimeUnit.MINUTES);
        }
    }

    private static Config config(Path directory) {
        return ConfigFactory.parseMap(Map.of(
                        "pekko.persistence.journal.plugin", "penstock.journal",
                        "pekko.persistence.snapshot-store.plugin", "penstock.snapshot-store",
                        "pekko.persistence.typed.stash-overflow-strategy", "fail",
                        "penstock.journal.dir", directory.resolve("journal").toString(),
                        "penstock.journal.durability", "disk",
                        "penstock.snapshot-store.dir",
                                directory.resolve("snapshots").toString()))
                .withFallback(ConfigFactory.load());
    }

    private static Job job(RunSettings settings, EventSource source, CountingSink sink) {
        Job job = Job.named("w1").parallelism(settings.parallelism()).checkpointEvery(CHECKPOINT_INTERVAL);
        job.from(source)
                .named("events")
                .map(event -> new Event(event.key(), W1.map(event.value()), event.timestamp()))
                .named("map")
                .filter(event -> W1.keep(event.value()))
                .named("filter")
                .keyBy(Event::key, Long.class)
                .aggregate(new RunningSum())
                .named("sum")
                .to(sink)
                .named("count");
        return job;
    }

    private static List<String> differences(RunSettings settings, PlainW1 plain, CountingSink sink) {
        List<String> wrong = new ArrayList<>();
        if (sink.outputs() != plain.outputs()) {
            wrong.add("outputs: expected " + plain.outputs() + ", got " + sink.outputs());
        }
        if (sink.sumOfOutputs() != plain.sumOfOutputs()) {
            wrong.add("sum of all outputs: expected " + plain.sumOfOutputs() + ", got " + sink.sumOfOutputs());
        }
        long[] wrongKeys = LongStream.range(0, settings.keys())
                .filter(key -> sink.finalSum((int) key) != plain.finalSum(key))
                .toArray();
        if (wrongKeys.length > 0) {
            wrong.add("final sums: " + wrongKeys.length + " of " + settings.keys() + " keys differ, the first "
                    + Arrays.toString(Arrays.copyOf(wrongKeys, Math.min(5, wrongKeys.length))));
        }
        return wrong;
    }
}
