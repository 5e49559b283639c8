package io.penstock.connector.generator;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import io.penstock.connector.SplitChangedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of the numbers 0, 1, 2, ...: as many as are asked for or without end, as fast as they are taken or at a
 * rate.
 *
 * <p>Exactly once: record number n is the same whenever it is made, so the position is the number. The function must give
 * equal records for equal numbers, and is called by several threads. Records are in the order of their numbers within a
 * part only.
 *
 * <pre>{@code
 * GeneratorSource.random(7, (number, random) -> new Order(number, random.nextInt(1000)))
 *         .count(1_000_000)
 *         .perSecond(50_000)
 * }</pre>
 *
 * @param <T> the records
 */
public final class GeneratorSource<T> implements Source<T, GeneratorSplit> {
    private static final int DEFAULT_PARTS = 16;

    private final Maker<T> maker;
    private final long seed;
    private final long count;
    private final double perSecond;
    private final int parts;
    private final LongSupplier nanos;

    /** Makes a record of its number and of randomness that depends on nothing but seed and number. */
    @FunctionalInterface
    public interface Maker<T> {
        T make(long number, RandomGenerator random);
    }

    private GeneratorSource(Maker<T> maker, long seed, long count, double perSecond, int parts, LongSupplier nanos) {
        this.maker = maker;
        this.seed = seed;
        this.count = count;
        this.perSecond = perSecond;
        this.parts = parts;
        this.nanos = nanos;
    }

    /** The numbers themselves, without end. */
    public static GeneratorSource<Long> numbers() {
        return of(number -> number);
    }

    /** A record for each number, without end. */
    public static <T> GeneratorSource<T> of(LongFunction<? extends T> function) {
        return random(0, (number, random) -> function.apply(number));
    }

    /** A record for each number, with randomness of its own that is the same in every run with this seed; without end. */
    public static <T> GeneratorSource<T> random(long seed, Maker<T> maker) {
        return new GeneratorSource<>(maker, seed, Long.MAX_VALUE, 0, DEFAULT_PARTS, System::nanoTime);
    }

    /** Ends after so many records. */
    public GeneratorSource<T> count(long records) {
        if (records < 0) {
            throw new IllegalArgumentException("a generator makes 0 records or more, not " + records);
        }
        return new GeneratorSource<>(maker, seed, records, perSecond, parts, nanos);
    }

    /** Makes so many records a second, all parts together, once the job runs. */
    public GeneratorSource<T> perSecond(double records) {
        if (!(records > 0) || Double.isInfinite(records)) {
            throw new IllegalArgumentException("the rate of a generator must be more than 0 records/s, not " + records);
        }
        return new GeneratorSource<>(maker, seed, count, records, parts, nanos);
    }

    /** Cuts the numbers in so many parts, which is the greatest parallelism that is of use; 16 by default. */
    public GeneratorSource<T> parts(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("a generator has 1 part or more, not " + number);
        }
        return new GeneratorSource<>(maker, seed, count, perSecond, number, nanos);
    }

    /** With a clock of a test's own. */
    GeneratorSource<T> clock(LongSupplier nanoTime) {
        return new GeneratorSource<>(maker, seed, count, perSecond, parts, nanoTime);
    }

    @Override
    public String describe() {
        return "generator of " + (count == Long.MAX_VALUE ? "records without end" : count + " records")
                + (perSecond > 0 ? " at " + perSecond + " records/s" : "");
    }

    @Override
    public SourceTraits traits() {
        return new SourceTraits(true, count != Long.MAX_VALUE, false);
    }

    @Override
    public List<String> preconditions() {
        return List.of("the function makes equal records of equal numbers");
    }

    @Override
    public List<GeneratorSplit> splits() {
        List<GeneratorSplit> splits = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            splits.add(new GeneratorSplit(part, parts, part, count, seed));
        }
        return splits;
    }

    @Override
    public SourceReader<T, GeneratorSplit> reader(ReadSettings settings) {
        return split -> {
            check(split, settings);
            return new GeneratorReader<>(maker, split, pace(split));
        };
    }

    private @Nullable Pace pace(GeneratorSplit split) {
        return perSecond > 0 ? new Pace(perSecond / split.parts(), nanos) : null;
    }

    private void check(GeneratorSplit split, ReadSettings settings) throws SplitChangedException {
        if (split.parts() != parts || split.seed() != seed || split.end() != count) {
            throw new SplitChangedException("the generator of source " + settings.sourceName() + " of job "
                    + settings.jobName() + " has changed since the checkpoint: it had " + split.parts()
                    + " parts, seed "
                    + split.seed() + " and the limit " + split.end() + ", and has " + parts + ", " + seed + " and "
                    + count + ". Run the job with the former generator, or start it anew in another journal");
        }
    }

    @Override
    public Codec<GeneratorSplit> splitCodec() {
        return Codecs.of(GeneratorSplit.class);
    }
}
