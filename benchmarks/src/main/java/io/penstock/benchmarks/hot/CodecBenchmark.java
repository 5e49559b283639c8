package io.penstock.benchmarks.hot;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.BinaryOutput;
import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
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

/** Writing, reading and hashing one value. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+UseParallelGC", "-XX:+UseTransparentHugePages"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls choose() before anything else
public class CodecBenchmark {
    /** A record as a stream has it. */
    public record Reading(long sensor, long time, String place, double value) {}

    @Param({"record", "long", "string"})
    String type;

    private Codec<Object> codec;
    private Object value;
    private byte[] bytes;
    private final BinaryOutput out = new BinaryOutput(256);

    @Setup
    @SuppressWarnings("unchecked")
    public void choose() {
        String text = "twenty characters ok";
        value = switch (type) {
            case "record" -> new Reading(4711, 1_790_000_000_000L, text, 36.6);
            case "long" -> 1_790_000_000_000L;
            case "string" -> text;
            default -> throw new IllegalArgumentException("no type " + type);
        };
        codec = (Codec<Object>) Codecs.of(value.getClass());
        codec.encode(value, out);
        bytes = out.toByteArray();
    }

    @Benchmark
    public int encode() {
        out.reset();
        codec.encode(value, out);
        return out.size();
    }

    @Benchmark
    public Object decode() {
        return codec.decode(new BinaryInput(bytes));
    }

    @Benchmark
    public int hash() {
        return codec.stableHash(value);
    }
}
