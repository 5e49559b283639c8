package io.penstock.benchmarks.hot;

import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import io.penstock.engine.gate.Delivery;
import io.penstock.engine.gate.InputGate;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a barrier costs a gate: it comes on one channel after the other, each is held until it has come on all, and behind
 * it on each wait as many batches as {@code held} says. Time is for a whole alignment, the batches given out included.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseParallelGC", "-XX:+UseTransparentHugePages"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls open() before anything else
public class BarrierBenchmark {
    private static final int CREDIT = 8;

    @Param({"1", "4", "16", "64", "256"})
    int channels;

    @Param({"0", "4"})
    int held;

    private InputGate gate;
    private long[] sequences;
    private long checkpoint;
    private Batch batch;

    @Setup
    public void open() {
        gate = new InputGate(channels, 1, 0, Element.NO_WATERMARK, CREDIT);
        sequences = new long[channels];
        batch = Batch.plain(1, 1);
    }

    @Benchmark
    public long align() {
        Element.Barrier barrier = new Element.Barrier(++checkpoint);
        long given = 0;
        for (int channel = 0; channel < channels; channel++) {
            offer(channel, barrier);
            for (int i = 0; i < held; i++) {
                offer(channel, batch);
            }
            while (gate.poll() != null) {
                given++;
            }
        }
        if (given != 1 + (long) held * channels) {
            throw new IllegalStateException("the barrier and all batches behind it come out, but " + given + " did");
        }
        return given;
    }

    private void offer(int channel, Element element) {
        gate.offer(new Delivery(channel, 1, sequences[channel]++, element));
    }
}
