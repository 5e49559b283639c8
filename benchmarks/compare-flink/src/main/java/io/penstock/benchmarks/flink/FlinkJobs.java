package io.penstock.benchmarks.flink;

import io.penstock.workloads.Run;
import io.penstock.workloads.W1;
import io.penstock.workloads.W2;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.WindowedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;

/** The graphs of the workloads. */
final class FlinkJobs {
    private static final int RECORDS_PER_POLL = 64;
    private static final Map<String, Consumer<FlinkJobs>> BY_WORKLOAD = Map.of(
            "W1", FlinkJobs::runningSum,
            "W2", FlinkJobs::hotItems,
            "W3", FlinkJobs::join,
            "W4", FlinkJobs::count,
            "W5", FlinkJobs::failingCount,
            "W6", FlinkJobs::count);

    private final StreamExecutionEnvironment environment;
    private final boolean tuned;
    private final TypeInformation<FlinkEvent> type;

    private FlinkJobs(StreamExecutionEnvironment environment, boolean tuned) {
        this.environment = environment;
        this.tuned = tuned;
        type = tuned ? new FlinkEventType() : Types.POJO(FlinkEvent.class);
    }

    static Set<String> workloads() {
        return BY_WORKLOAD.keySet();
    }

    static void define(String workload, StreamExecutionEnvironment environment, boolean tuned) {
        Consumer<FlinkJobs> job = BY_WORKLOAD.get(workload);
        if (job == null) {
            throw new IllegalArgumentException("Flink runs " + BY_WORKLOAD.keySet() + ", not " + workload);
        }
        job.accept(new FlinkJobs(environment, tuned));
    }

    private DataStream<FlinkEvent> events(WatermarkStrategy<FlinkEvent> watermarks) {
        return environment.fromSource(new PartSource(tuned ? RECORDS_PER_POLL : 1, tuned), watermarks, "events", type);
    }

    private void runningSum() {
        MapFunction<FlinkEvent, FlinkEvent> map = tuned ? FlinkJobs::mapInPlace : FlinkJobs::map;
        DataStream<FlinkEvent> mapped =
                events(WatermarkStrategy.noWatermarks()).map(map).returns(type).filter(event -> W1.keep(event.value));
        sum(mapped).sinkTo(new LaneSink());
    }

    private static FlinkEvent map(FlinkEvent event) {
        return new FlinkEvent(event.key, W1.map(event.value), event.timestamp);
    }

    private static FlinkEvent mapInPlace(FlinkEvent event) {
        return event.set(event.key, W1.map(event.value), event.timestamp);
    }

    private void count() {
        sum(events(WatermarkStrategy.noWatermarks())).sinkTo(new LaneSink());
    }

    private void failingCount() {
        KeyedStream<FlinkEvent, Long> keyed =
                events(WatermarkStrategy.noWatermarks()).keyBy(event -> event.key, Types.LONG);
        DataStream<FlinkEvent> counts = tuned
                ? keyed.process(new SumInPlace(true), type)
                : keyed.reduce((left, right) -> {
                    Run.current()
                            .failure()
                            .check(() -> new IllegalStateException("fails because the benchmark says so"));
                    return new FlinkEvent(right.key, left.value + right.value, right.timestamp);
                });
        counts.sinkTo(new LaneSink());
    }

    private void join() {
        events(WatermarkStrategy.noWatermarks())
                .keyBy(event -> event.key, Types.LONG)
                .process(new IncrementalJoin(type, tuned), type)
                .sinkTo(new LaneSink());
    }

    private DataStream<FlinkEvent> sum(DataStream<FlinkEvent> events) {
        KeyedStream<FlinkEvent, Long> keyed = events.keyBy(event -> event.key, Types.LONG);
        return tuned
                ? keyed.process(new SumInPlace(false), type)
                : keyed.reduce((left, right) -> new FlinkEvent(right.key, left.value + right.value, right.timestamp));
    }

    private void hotItems() {
        WindowedStream<FlinkEvent, Long, TimeWindow> windows = events(WatermarkStrategy.forMonotonousTimestamps())
                .keyBy(event -> event.key, Types.LONG)
                .window(SlidingEventTimeWindows.of(
                        Duration.ofMillis(W2.SIZE_MILLIS), Duration.ofMillis(W2.SLIDE_MILLIS)));
        DataStream<FlinkEvent> counts = tuned
                ? windows.aggregate(
                        new HotItems.CountInPlace(),
                        new HotItems.OfWindow(),
                        PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO,
                        type)
                : windows.aggregate(new HotItems.Count(), new HotItems.OfWindow());
        counts.keyBy(count -> count.timestamp, Types.LONG)
                .window(TumblingEventTimeWindows.of(Duration.ofMillis(W2.SLIDE_MILLIS)))
                .reduce(new HotItems.Greatest())
                .sinkTo(new LaneSink());
    }
}
