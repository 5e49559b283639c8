package io.penstock.benchmarks.hot;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import io.penstock.engine.gate.Delivery;
import io.penstock.engine.gate.InputGate;
import io.penstock.engine.gate.Link;
import io.penstock.engine.gate.OutputGate;
import io.penstock.engine.gate.Retention;
import io.penstock.function.KeySelector;
import io.penstock.graph.Routing;
import java.util.ArrayList;
import java.util.List;
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
import org.openjdk.jmh.infra.Blackhole;

/** What a gate costs per record: spreading batches of 256 over channels by key, and taking them in. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+UseParallelGC", "-XX:+UseTransparentHugePages"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls open() before anything else
public class GateBenchmark {
    private static final int BATCH = 256;
    private static final int CREDIT = 8;

    @Param({"1", "2", "8"})
    int channels;

    private final Long[] values = new Long[BATCH];
    private OutputGate output;
    private InputGate input;
    private long[] sequences;
    private Blackhole sent;
    private int nextChannel;

    @Setup
    @SuppressWarnings("unchecked")
    public void open(Blackhole blackhole) {
        sent = blackhole;
        for (int i = 0; i < BATCH; i++) {
            values[i] = 1_000L + i;
        }
        List<Link> links = new ArrayList<>();
        List<Integer> receiverChannels = new ArrayList<>();
        for (int i = 0; i < channels; i++) {
            int channel = i;
            links.add(delivery -> receive(channel, delivery));
            receiverChannels.add(i);
        }
        KeySelector<Object, Object> self = value -> value;
        Routing routing = new Routing.ByKey(self, (Codec<Object>) (Codec<?>) Codecs.LONG);
        output = new OutputGate(routing, links, receiverChannels, 0, 1, BATCH, CREDIT, 128, new Retention(0, 0));
        input = new InputGate(channels, 1, 0, Element.NO_WATERMARK, CREDIT);
        sequences = new long[channels];
    }

    private int owed;

    private void receive(int channel, Delivery delivery) {
        sent.consume(delivery);
        owed |= 1 << channel;
    }

    /** By key, boxed keys that are there already. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void spreadByKey() throws Exception {
        Batch batch = Batch.plain(BATCH, BATCH);
        for (int i = 0; i < BATCH; i++) {
            batch.add(values[i], i);
        }
        output.add(batch);
        while (owed != 0) {
            int channel = Integer.numberOfTrailingZeros(owed);
            owed &= owed - 1;
            output.credit(channel, 1, 1);
        }
    }

    /** One batch after the other from each channel in turn; per batch. */
    @Benchmark
    public @org.jspecify.annotations.Nullable Element takeBatch() {
        int channel = nextChannel;
        nextChannel = channel + 1 == channels ? 0 : channel + 1;
        input.offer(new Delivery(channel, 1, sequences[channel]++, Batch.plain(1, BATCH)));
        return input.poll();
    }
}
