package io.penstock.benchmarks.hot;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.engine.clock.Clock;
import io.penstock.engine.element.Batch;
import io.penstock.engine.metrics.OperatorCounters;
import io.penstock.engine.operator.Operators;
import io.penstock.engine.operator.StepChain;
import io.penstock.engine.operator.TaskOperator;
import io.penstock.engine.operator.TaskOutput;
import io.penstock.engine.state.KeyGroups;
import io.penstock.engine.state.KeyRange;
import io.penstock.function.AggregateFunction;
import io.penstock.graph.Operator;
import io.penstock.graph.OperatorSpec;
import io.penstock.time.Sliding;
import io.penstock.time.Tumbling;
import io.penstock.time.Windows;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Counting per key in windows of 10 s at 100 records per millisecond of event time, results included: one after the
 * other, or every 2 s, where five windows share each pane.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+UseParallelGC", "-XX:+UseTransparentHugePages"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls open() before anything else
public class WindowBenchmark {
    private static final int BATCH = 256;
    private static final int RECORDS_PER_MILLISECOND = 100;
    private static final int BATCHES = 1024;

    @Param({"tumbling", "sliding"})
    String windows;

    @Param({"1000", "20000"})
    int keys;

    private TaskOperator operator;
    private TaskOutput output;
    private final Long[][] keysOf = new Long[BATCHES][BATCH];
    private final int[][] hashesOf = new int[BATCHES][BATCH];
    private long records;

    /** Counts in place. */
    static final class Count implements AggregateFunction<Object, long[], Long> {
        @Override
        public long[] create() {
            return new long[1];
        }

        @Override
        public long[] add(Object value, long[] count) {
            count[0]++;
            return count;
        }

        @Override
        public long[] merge(long[] left, long[] right) {
            left[0] += right[0];
            return left;
        }

        @Override
        public Long result(long[] count) {
            return count[0];
        }
    }

    @Setup
    @SuppressWarnings("unchecked")
    public void open() throws Exception {
        Windows cut = windows.equals("tumbling")
                ? Tumbling.of(Duration.ofSeconds(10))
                : Sliding.of(Duration.ofSeconds(10), Duration.ofSeconds(2));
        OperatorSpec spec = new OperatorSpec.WindowSpec(
                (Codec<Object>) (Codec<?>) Codecs.LONG,
                cut,
                0,
                null,
                (AggregateFunction<Object, Object, Object>) (AggregateFunction<?, ?, ?>) new Count(),
                (key, window, result) -> result);
        Operator window = new Operator(0, "window", false, spec, 1);
        OperatorCounters counters = new OperatorCounters();
        operator =
                Operators.head(window, Operators.stateStore(window, new KeyRange(128, 1, 0)), counters, Clock.system());
        operator.open();
        output = new TaskOutput("window", counters, StepChain.of(List.of(), ignored -> counters), BATCH);
        SplittableRandom random = new SplittableRandom(42);
        for (int batch = 0; batch < BATCHES; batch++) {
            for (int i = 0; i < BATCH; i++) {
                Long key = (long) random.nextInt(keys);
                keysOf[batch][i] = key;
                hashesOf[batch][i] = KeyGroups.mix(Codecs.LONG.stableHash(key));
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void countInWindows() throws Exception {
        long timeMillis = records / RECORDS_PER_MILLISECOND;
        int next = (int) (records / BATCH) & (BATCHES - 1);
        Batch batch = Batch.keyed(BATCH, BATCH);
        for (int i = 0; i < BATCH; i++) {
            Long key = keysOf[next][i];
            batch.add(key, timeMillis, key, hashesOf[next][i]);
        }
        operator.process(batch, 0, output);
        operator.advance(timeMillis - 1, output);
        records += BATCH;
    }
}
