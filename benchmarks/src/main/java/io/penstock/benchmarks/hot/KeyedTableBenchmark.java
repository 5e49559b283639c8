package io.penstock.benchmarks.hot;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.engine.element.Keys;
import io.penstock.engine.state.KeyGroups;
import io.penstock.engine.state.KeyRange;
import io.penstock.engine.state.KeyedTable;
import io.penstock.engine.state.StateStore;
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
 * One get and put of a value that is changed in place, in batches of 256 random keys, as a running aggregate does. The
 * keys are other objects than those in the table, as those of a stream are.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+UseParallelGC", "-XX:+UseTransparentHugePages"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls fill() before anything else
public class KeyedTableBenchmark {
    private static final int BATCH = 256;
    private static final int BATCHES = 1024;

    @Param({"1000", "1000000"})
    int keys;

    @Param({"long", "string"})
    String type;

    private KeyedTable<long[]> table;
    private Keys[] keysOf;
    private final int[] ids = new int[BATCH];
    private int next;

    @Setup
    @SuppressWarnings("unchecked")
    public void fill() {
        Codec<Object> codec = (Codec<Object>) (Codec<?>) (type.equals("long") ? Codecs.LONG : Codecs.STRING);
        StateStore store = new StateStore("benchmark", codec, new KeyRange(128, 1, 0));
        table = store.<long[]>single("state", (Codec<long[]>) (Codec<?>) Codecs.of(long[].class))
                .table();
        for (int key = 0; key < keys; key++) {
            Object object = key(key);
            table.put(table.findOrInsert(object, KeyGroups.mix(codec.stableHash(object))), new long[1]);
        }
        SplittableRandom random = new SplittableRandom(42);
        keysOf = new Keys[BATCHES];
        for (int batch = 0; batch < BATCHES; batch++) {
            keysOf[batch] = type.equals("long") ? Keys.numbers(BATCH) : Keys.objects(BATCH);
            for (int i = 0; i < BATCH; i++) {
                Object object = key(random.nextInt(keys));
                keysOf[batch].set(i, object, KeyGroups.mix(codec.stableHash(object)));
            }
        }
    }

    private Object key(int number) {
        return type.equals("long") ? (Object) (long) number : "key-" + number;
    }

    /** Key by key. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void single() {
        next = (next + 1) & (BATCHES - 1);
        Keys batch = keysOf[next];
        for (int i = 0; i < BATCH; i++) {
            add(table.findOrInsert(batch, i));
        }
    }

    /** First the ids of some, then their values. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void batched() {
        next = (next + 1) & (BATCHES - 1);
        for (int from = 0; from < BATCH; from += KeyedTable.AT_ONCE) {
            table.findOrInsert(keysOf[next], from, from + KeyedTable.AT_ONCE, ids);
            for (int i = from; i < from + KeyedTable.AT_ONCE; i++) {
                add(ids[i]);
            }
        }
    }

    private void add(int id) {
        long[] sum = table.get(id);
        if (sum == null) {
            throw new IllegalStateException("every key has a value");
        }
        sum[0]++;
        table.put(id, sum);
    }
}
