package io.penstock.connector.stdout;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.Committer;
import io.penstock.connector.Guarantee;
import io.penstock.connector.Sink;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkTraits;
import io.penstock.connector.SinkWriter;
import java.io.PrintStream;
import java.util.function.Function;

/**
 * Prints one line for each record. Immutable: each option gives another sink.
 *
 * <pre>{@code
 * results.to(StdoutSink.committed())
 * results.to(StdoutSink.<Alert>live().format(Alert::summary))
 * }</pre>
 *
 * <p><b>Guarantee:</b> at least once. In <em>committed</em> mode a line is printed once its checkpoint is complete, and
 * only if the process dies between printing an epoch and noting that, this last epoch is printed again. In <em>live</em>
 * mode lines are printed at once, and what came after the last checkpoint is printed again after a failure.
 *
 * @param <T> the records
 */
public final class StdoutSink<T> implements Sink<T, PreparedLines> {
    private static final int DEFAULT_MAX_EPOCH_BYTES = 4 << 20;
    private static final int GREATEST_EPOCH_BYTES = 256 << 20;

    private final boolean live;
    private final Function<? super T, String> format;
    private final Printer printer;
    private final int maxEpochBytes;

    private StdoutSink(boolean live, Function<? super T, String> format, Printer printer, int maxEpochBytes) {
        this.live = live;
        this.format = format;
        this.printer = printer;
        this.maxEpochBytes = maxEpochBytes;
    }

    /** Prints the records of an epoch once its checkpoint is complete. */
    public static <T> StdoutSink<T> committed() {
        return new StdoutSink<>(false, String::valueOf, new Printer(null), DEFAULT_MAX_EPOCH_BYTES);
    }

    /** Prints records as they come. */
    public static <T> StdoutSink<T> live() {
        return new StdoutSink<>(true, String::valueOf, new Printer(null), DEFAULT_MAX_EPOCH_BYTES);
    }

    /** How a record is printed. The default is its {@code toString}. Used by all lanes, so it must keep no state. */
    public StdoutSink<T> format(Function<? super T, String> line) {
        return new StdoutSink<>(live, line, printer, maxEpochBytes);
    }

    /** Prints there instead of to {@link System#out}. */
    public StdoutSink<T> printTo(PrintStream stream) {
        return new StdoutSink<>(live, format, new Printer(stream), maxEpochBytes);
    }

    /**
     * How much an epoch of one task may print in committed mode, in bytes of UTF-8; more fails the task. It is kept in
     * memory and in the snapshot. The default is 4 MiB.
     */
    public StdoutSink<T> maxEpochBytes(int bytes) {
        if (bytes < 1 || bytes > GREATEST_EPOCH_BYTES) {
            throw new IllegalArgumentException(
                    "maxEpochBytes must be from 1 to " + GREATEST_EPOCH_BYTES + ", not " + bytes);
        }
        return new StdoutSink<>(live, format, printer, bytes);
    }

    @Override
    public String describe() {
        return "standard output, " + (live ? "live" : "committed");
    }

    @Override
    public SinkTraits traits() {
        return new SinkTraits(Guarantee.AT_LEAST_ONCE, true);
    }

    @Override
    public Codec<PreparedLines> committableCodec() {
        return Codecs.of(PreparedLines.class);
    }

    @Override
    public SinkWriter<T, PreparedLines> open(SinkContext context) {
        return live ? new LiveWriter<>(format, printer) : new OutboxWriter<>(format, maxEpochBytes, context);
    }

    @Override
    public Committer<PreparedLines> committer(SinkContext context) {
        return committables -> {
            for (PreparedLines lines : committables) {
                printer.print(lines.text());
            }
        };
    }
}
