package io.penstock.benchmarks.jet;

import com.hazelcast.function.ComparatorEx;
import com.hazelcast.function.FunctionEx;
import com.hazelcast.function.SupplierEx;
import com.hazelcast.jet.RestartableException;
import com.hazelcast.jet.accumulator.LongAccumulator;
import com.hazelcast.jet.aggregate.AggregateOperations;
import com.hazelcast.jet.core.EventTimePolicy;
import com.hazelcast.jet.core.Processor;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sink;
import com.hazelcast.jet.pipeline.Sinks;
import com.hazelcast.jet.pipeline.Sources;
import com.hazelcast.jet.pipeline.StreamSource;
import com.hazelcast.jet.pipeline.StreamSourceStage;
import com.hazelcast.jet.pipeline.StreamStage;
import com.hazelcast.jet.pipeline.WindowDefinition;
import io.penstock.workloads.Event;
import io.penstock.workloads.Run;
import io.penstock.workloads.W1;
import io.penstock.workloads.W2;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** The pipelines of the workloads. */
final class JetJobs {
    private static final Map<String, BiConsumer<Pipeline, Integer>> BY_WORKLOAD = Map.of(
            "W1", JetJobs::runningSum,
            "W2", JetJobs::hotItems,
            "W3", JetJobs::join,
            "W4", JetJobs::count,
            "W5", JetJobs::failingCount,
            "W6", JetJobs::count);

    private JetJobs() {}

    static Set<String> workloads() {
        return BY_WORKLOAD.keySet();
    }

    static Pipeline pipeline(String workload, int parallelism) {
        BiConsumer<Pipeline, Integer> define = BY_WORKLOAD.get(workload);
        if (define == null) {
            throw new IllegalArgumentException("Jet runs " + BY_WORKLOAD.keySet() + ", not " + workload);
        }
        // Else the records of a key could overtake each other between two steps.
        Pipeline pipeline = Pipeline.create().setPreserveOrder(true);
        define.accept(pipeline, parallelism);
        return pipeline;
    }

    private static ProcessorMetaSupplier supplier(int parallelism, SupplierEx<Processor> processor) {
        return ProcessorMetaSupplier.of(parallelism, processor);
    }

    private static StreamStage<Event> events(Pipeline pipeline, int parallelism) {
        StreamSource<Event> source =
                Sources.streamFromProcessor("events", supplier(parallelism, () -> new PartProcessor(null)));
        return pipeline.readFrom(source).withoutTimestamps().setLocalParallelism(parallelism);
    }

    private static StreamStage<Event> eventsWithTimes(Pipeline pipeline, int parallelism) {
        FunctionEx<EventTimePolicy<? super Event>, ProcessorMetaSupplier> processors =
                policy -> supplier(parallelism, () -> new PartProcessor(policy));
        StreamSourceStage<Event> source =
                pipeline.readFrom(Sources.streamFromProcessorWithWatermarks("events", true, processors));
        return source.withNativeTimestamps(0).setLocalParallelism(parallelism);
    }

    private static Sink<Event> lanes(int parallelism) {
        return Sinks.fromProcessor("lanes", supplier(parallelism, LaneProcessor::new));
    }

    private static void runningSum(Pipeline pipeline, int parallelism) {
        StreamStage<Event> mapped = events(pipeline, parallelism)
                .map(event -> new Event(event.key(), W1.map(event.value()), event.timestamp()))
                .setLocalParallelism(parallelism)
                .filter(event -> W1.keep(event.value()))
                .setLocalParallelism(parallelism);
        sum(mapped, parallelism).writeTo(lanes(parallelism)).setLocalParallelism(parallelism);
    }

    private static void count(Pipeline pipeline, int parallelism) {
        sum(events(pipeline, parallelism), parallelism)
                .writeTo(lanes(parallelism))
                .setLocalParallelism(parallelism);
    }

    private static void failingCount(Pipeline pipeline, int parallelism) {
        events(pipeline, parallelism)
                .groupingKey(Event::key)
                .mapStateful(LongAccumulator::new, (LongAccumulator sum, Long key, Event event) -> {
                    // The only kind of failure after which Jet goes on from the last snapshot by itself.
                    Run.current()
                            .failure()
                            .check(() -> new RestartableException("fails because the benchmark says so"));
                    return new Event(key, sum.add(event.value()).get(), event.timestamp());
                })
                .setLocalParallelism(parallelism)
                .writeTo(lanes(parallelism))
                .setLocalParallelism(parallelism);
    }

    private static void join(Pipeline pipeline, int parallelism) {
        events(pipeline, parallelism)
                .groupingKey(Event::key)
                .flatMapStateful(Seller::new, (Seller seller, Long key, Event event) -> seller.take(event))
                .setLocalParallelism(parallelism)
                .writeTo(lanes(parallelism))
                .setLocalParallelism(parallelism);
    }

    private static StreamStage<Event> sum(StreamStage<Event> events, int parallelism) {
        return events.groupingKey(Event::key)
                .mapStateful(
                        LongAccumulator::new,
                        (LongAccumulator sum, Long key, Event event) ->
                                new Event(key, sum.add(event.value()).get(), event.timestamp()))
                .setLocalParallelism(parallelism);
    }

    private static void hotItems(Pipeline pipeline, int parallelism) {
        ComparatorEx<Event> byCount = (left, right) ->
                left.equals(right) ? 0 : W2.isGreater(left.key(), left.value(), right.key(), right.value()) ? 1 : -1;
        eventsWithTimes(pipeline, parallelism)
                .groupingKey(Event::key)
                .window(WindowDefinition.sliding(W2.SIZE_MILLIS, W2.SLIDE_MILLIS))
                .aggregate(AggregateOperations.counting())
                .setLocalParallelism(parallelism)
                .map(count -> new Event(count.key(), count.result(), count.end()))
                .setLocalParallelism(parallelism)
                .window(WindowDefinition.tumbling(W2.SLIDE_MILLIS))
                .aggregate(AggregateOperations.maxBy(byCount))
                .map(greatest -> greatest.result())
                .writeTo(lanes(parallelism))
                .setLocalParallelism(parallelism);
    }
}
