package io.penstock.api;

import io.penstock.connector.Guarantee;
import io.penstock.connector.Source;
import io.penstock.graph.GraphBuilder;
import io.penstock.graph.InvalidJobException;
import io.penstock.graph.JobGraph;
import io.penstock.graph.OperatorSpec;
import java.time.Duration;

/**
 * A job while it is being defined. Not thread-safe; defined once, by a {@link JobDefinition}, and then run:
 *
 * <pre>{@code
 * Job job = Job.named("delays");
 * job.from(FileSource.lines(path).parse(Flight::parse)).named("flights")
 *         .timestamps(Flight::departureMillis, Watermarks.boundedOutOfOrderness(Duration.ofHours(9)))
 *         .keyBy(Flight::origin)
 *         .window(Tumbling.of(Duration.ofDays(1)))
 *         .aggregate(new DelayStats())
 *         .to(FileSink.csv(out)).named("delays-by-day");
 * }</pre>
 */
public final class Job {
    private final GraphBuilder graph;
    private final String name;

    private Job(String name) {
        this.name = name;
        this.graph = new GraphBuilder(name);
    }

    /**
     * A new job.
     *
     * @param name what the journal and the command line know the job by: letters, digits, dot, hyphen, underscore
     */
    public static Job named(String name) {
        return new Job(name);
    }

    public String name() {
        return name;
    }

    /** Tasks per operator that does not say otherwise. The default is {@code penstock.job.parallelism}. */
    public Job parallelism(int parallelism) {
        graph.parallelism(parallelism);
        return this;
    }

    /** The greatest parallelism a keyed operator of this job can ever have. Fixed once the job has run. */
    public Job keyGroups(int keyGroups) {
        graph.keyGroups(keyGroups);
        return this;
    }

    /** How often a checkpoint is taken. The default is {@code penstock.checkpoint.interval}. */
    public Job checkpointEvery(Duration interval) {
        graph.checkpointInterval(interval);
        return this;
    }

    /**
     * Refuses to run with less: the job is not well formed if a record of some source can have its effect at some sink
     * less or more often. The message says why, and what to change.
     */
    public Job require(Guarantee guarantee) {
        graph.require(guarantee);
        return this;
    }

    /**
     * The records of a source.
     *
     * @throws InvalidJobException if it can neither be rewound nor says how its records are journaled
     */
    @SuppressWarnings("unchecked")
    public <T> Stream<T> from(Source<T, ?> source) {
        if (!source.traits().replayable() && source.recordCodec().isEmpty()) {
            throw new InvalidJobException("source " + source.describe() + " of job '" + name + "' cannot be rewound, so"
                    + " its records go into the ingress journal, but it gives no recordCodec() to write them with");
        }
        OperatorSpec spec = new OperatorSpec.SourceSpec((Source<Object, Object>) source);
        return new Stream<>(Outlet.of(graph, graph.add(spec)));
    }

    /**
     * The finished graph.
     *
     * @param defaultParallelism for operators that set none, if the job sets none either
     */
    public JobGraph graph(int defaultParallelism) {
        return graph.build(defaultParallelism);
    }
}
