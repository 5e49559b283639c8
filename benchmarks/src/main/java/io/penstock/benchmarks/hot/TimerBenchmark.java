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
import io.penstock.function.KeyedContext;
import io.penstock.function.KeyedProcessFunction;
import io.penstock.function.TimeDomain;
import io.penstock.graph.Operator;
import io.penstock.graph.OperatorSpec;
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
 * What a timer costs while many are pending: one is due and fires, and its function registers another at a random time. So
 * as many are pending all the time, one for each key. Time is for both, and for what a keyed function costs beside.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms4g", "-Xmx4g", "-XX:+UseParallelGC", "-XX:+UseTransparentHugePages"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls open() before anything else
public class TimerBenchmark {
    private static final int TIMERS = 256;
    private static final int STEP_MILLIS = 16;
    private static final int BATCH = 256;

    @Param({"1000", "1000000", "5000000"})
    int pending;

    private final SplittableRandom random = new SplittableRandom(42);
    private TaskOperator operator;
    private TaskOutput output;
    private long nowMillis;
    private long fired;
    private long due;

    /** The value of a record is the time of its timer. */
    private final class Rearming implements KeyedProcessFunction<Object, Object, Object> {
        @Override
        public void process(Object value, KeyedContext<Object, Object> context) {
            context.registerEventTimer((Long) value);
        }

        @Override
        public void onTimer(long timeMillis, TimeDomain domain, KeyedContext<Object, Object> context) {
            fired++;
            context.registerEventTimer(timeMillis + laterMillis());
        }
    }

    /** So that about one is due each millisecond. */
    private long laterMillis() {
        return 1L + random.nextInt(2 * pending);
    }

    @Setup
    @SuppressWarnings("unchecked")
    public void open() throws Exception {
        OperatorSpec spec = new OperatorSpec.KeyedProcessSpec((Codec<Object>) (Codec<?>) Codecs.LONG, Rearming::new);
        Operator process = new Operator(0, "timers", false, spec, 1);
        OperatorCounters counters = new OperatorCounters();
        operator = Operators.head(
                process, Operators.stateStore(process, new KeyRange(128, 1, 0)), counters, Clock.system());
        operator.open();
        output = new TaskOutput("timers", counters, StepChain.of(List.of(), ignored -> counters), BATCH);
        for (long key = 0; key < pending; key += BATCH) {
            Batch batch = Batch.keyed(BATCH, BATCH);
            for (long next = key; next < Math.min(pending, key + BATCH); next++) {
                batch.add(laterMillis(), 0, next, KeyGroups.mix(Codecs.LONG.stableHash(next)));
            }
            operator.process(batch, 0, output);
        }
    }

    /** What fires too many in one call fires fewer in the next. */
    @Benchmark
    @OperationsPerInvocation(TIMERS)
    public void fireAndRegister() throws Exception {
        due += TIMERS;
        while (fired < due) {
            nowMillis += STEP_MILLIS;
            operator.advance(nowMillis, output);
        }
    }
}
