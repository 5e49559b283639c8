package io.penstock.connector;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What a connector counts in one task, beside what the engine counts of every connector: records, failures, commits. A
 * reader, writer or committer asks for its metrics once, when it is made, and writes them once per call or batch, never per
 * record. When the task is started again, the next one is given the same counters and timers, so that what is counted only
 * grows, and gauges of its own. Thread-safe.
 *
 * <p>A name is a word in camel case with its unit in it ({@code bytesRead}, {@code lagRecords}), the same in all tasks, and
 * never made of data: there are {@value #MOST} of a task at most.
 */
public final class ConnectorMetrics {
    /** How many metrics a task may have, those of the engine among them. */
    public static final int MOST = 32;

    private static final Pattern NAME = Pattern.compile("[a-z][a-zA-Z0-9]{0,39}");

    private final SortedMap<String, Instrument> instruments = new TreeMap<>();

    private sealed interface Instrument {
        Metric now();
    }

    /** A sum that only grows. */
    public static final class Counter implements Instrument {
        private final LongAdder sum = new LongAdder();

        private Counter() {}

        /** So much more; 0 or more. */
        public void add(long amount) {
            sum.add(amount);
        }

        @Override
        public Metric.Count now() {
            return new Metric.Count(sum.sum());
        }
    }

    /** How much there is of something now. */
    public static final class Gauge implements Instrument {
        private final AtomicLong level = new AtomicLong();

        private Gauge() {}

        /** By one thread at a time. */
        public void set(long value) {
            level.setOpaque(value);
        }

        /** So much more, or less; by any thread. */
        public void add(long change) {
            level.addAndGet(change);
        }

        @Override
        public Metric.Level now() {
            return new Metric.Level(level.getOpaque());
        }
    }

    /** How long something takes. */
    public static final class Timer implements Instrument {
        private final LongAdder count = new LongAdder();
        private final LongAdder totalNanos = new LongAdder();
        private final LongAccumulator greatestNanos = new LongAccumulator(Math::max, 0);

        private Timer() {}

        /** It took so long once more, by {@link ConnectorClock#nanos}. */
        public void took(long nanos) {
            count.increment();
            totalNanos.add(nanos);
            greatestNanos.accumulate(nanos);
        }

        @Override
        public Metric.Durations now() {
            return new Metric.Durations(count.sum(), totalNanos.sum(), greatestNanos.get());
        }
    }

    /**
     * The counter of a name, made by the first call.
     *
     * @throws IllegalArgumentException if the name is not legal, or that of another kind of metric, or one too many
     */
    public Counter counter(String name) {
        return of(name, Counter.class, Counter::new);
    }

    /** The gauge of a name, as {@link #counter}. */
    public Gauge gauge(String name) {
        return of(name, Gauge.class, Gauge::new);
    }

    /** The timer of a name, as {@link #counter}. */
    public Timer timer(String name) {
        return of(name, Timer.class, Timer::new);
    }

    private synchronized <I extends Instrument> I of(String name, Class<I> kind, Supplier<I> fresh) {
        Instrument known = instruments.get(name);
        if (known == null) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("'" + name + "' is no name of a metric: expected " + NAME);
            }
            if (instruments.size() == MOST) {
                throw new IllegalArgumentException("metric '" + name + "' is one too many: a task has at most " + MOST
                        + ", and has " + instruments.keySet());
            }
            known = fresh.get();
            instruments.put(name, known);
        }
        if (!kind.isInstance(known)) {
            throw new IllegalArgumentException("metric '" + name + "' is a "
                    + known.getClass().getSimpleName() + ", not a " + kind.getSimpleName());
        }
        return kind.cast(known);
    }

    /** What each says now, by name. */
    public synchronized SortedMap<String, Metric> now() {
        SortedMap<String, Metric> values = new TreeMap<>();
        instruments.forEach((name, instrument) -> values.put(name, instrument.now()));
        return values;
    }

    /** Whoever wrote them is gone, so how much there is now is not known: the next one makes its own. */
    public synchronized void forgetGauges() {
        instruments.values().removeIf(Gauge.class::isInstance);
    }
}
