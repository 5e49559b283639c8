package io.penstock.connector.stdout;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.Committer;
import io.penstock.connector.Guarantee;
import io.penstock.connector.PermanentFailureException;
import io.penstock.connector.Sink;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkTraits;
import io.penstock.connector.SinkWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Prints one line for each record. Immutable: each option gives another sink.
 *
 * <pre>{@code
 * results.to(StdoutSink.committed())
 * results.to(StdoutSink.<Alert>live().format(Alert::summary))
 * results.to(StdoutSink.redirected())
 * }</pre>
 *
 * <p><b>Guarantee:</b> at least once. In <em>committed</em> mode a line is printed once its checkpoint is complete, and
 * only if the process dies between printing an epoch and noting that, this last epoch is printed again. In <em>live</em>
 * mode lines are printed at once, and what came after the last checkpoint is printed again after a failure.
 *
 * <p><b>Redirected</b> mode is exactly once, and only for standard output that goes to a regular file: it is known where in
 * the file an epoch is to stand, so after a crash it is looked up whether it does. That is noted in the directory {@code
 * .<file>.penstock} beside the file. Preconditions: Linux; every start of the job appends ({@code >>}; a {@code >} is
 * refused, since it empties the file) to the same file on the same node; nobody else writes to the file
 * while the sink does, so logs go to standard error. A crash in the middle of other text is noticed and refused, never
 * guessed. What cannot be told to be right suspends the job, with a message that says what to do.
 *
 * @param <T> the records
 */
public final class StdoutSink<T> implements Sink<T, PreparedLines> {
    private static final int DEFAULT_MAX_EPOCH_BYTES = 4 << 20;
    private static final int GREATEST_EPOCH_BYTES = 256 << 20;

    private final Mode mode;
    private final Function<? super T, String> format;
    private final int maxEpochBytes;

    /** When lines are printed, and where. */
    private sealed interface Mode {
        record Live(Printer printer) implements Mode {}

        record Committed(Printer printer) implements Mode {}

        record Redirected(Redirection redirection) implements Mode {}
    }

    /** Finds the file that standard output goes to. */
    @FunctionalInterface
    interface Redirection {
        RedirectedOutput find() throws IOException, PermanentFailureException;
    }

    private StdoutSink(Mode mode, Function<? super T, String> format, int maxEpochBytes) {
        this.mode = mode;
        this.format = format;
        this.maxEpochBytes = maxEpochBytes;
    }

    private static <T> StdoutSink<T> of(Mode mode) {
        return new StdoutSink<>(mode, String::valueOf, DEFAULT_MAX_EPOCH_BYTES);
    }

    /** Prints the records of an epoch once its checkpoint is complete. */
    public static <T> StdoutSink<T> committed() {
        return of(new Mode.Committed(new Printer(null)));
    }

    /** Prints records as they come. */
    public static <T> StdoutSink<T> live() {
        return of(new Mode.Live(new Printer(null)));
    }

    /**
     * Prints the records of an epoch once its checkpoint is complete, each exactly once, into the regular file that standard
     * output is redirected to ({@code >> FILE}). Where it goes elsewhere the job is suspended with a message.
     */
    public static <T> StdoutSink<T> redirected() {
        return redirected(RedirectedOutput::ofThisProcess);
    }

    static <T> StdoutSink<T> redirected(Redirection redirection) {
        return of(new Mode.Redirected(redirection));
    }

    /** How a record is printed. The default is its {@code toString}. Used by all lanes, so it must keep no state. */
    public StdoutSink<T> format(Function<? super T, String> line) {
        return new StdoutSink<>(mode, line, maxEpochBytes);
    }

    /**
     * Prints there instead of to {@link System#out}.
     *
     * @throws IllegalArgumentException in redirected mode, which needs a file
     */
    public StdoutSink<T> printTo(PrintStream stream) {
        Printer printer = new Printer(stream);
        if (mode instanceof Mode.Redirected) {
            throw new IllegalArgumentException(
                    "a redirected StdoutSink prints into the file that standard output goes to,"
                            + " not to a PrintStream: use committed() or live()");
        }
        return new StdoutSink<>(
                mode instanceof Mode.Live ? new Mode.Live(printer) : new Mode.Committed(printer),
                format,
                maxEpochBytes);
    }

    /**
     * How much an epoch of one task may print in committed and redirected mode, in bytes of UTF-8; more fails the task. It is kept in
     * memory and in the snapshot. The default is 4 MiB.
     */
    public StdoutSink<T> maxEpochBytes(int bytes) {
        if (bytes < 1 || bytes > GREATEST_EPOCH_BYTES) {
            throw new IllegalArgumentException(
                    "maxEpochBytes must be from 1 to " + GREATEST_EPOCH_BYTES + ", not " + bytes);
        }
        return new StdoutSink<>(mode, format, bytes);
    }

    @Override
    public String describe() {
        if (mode instanceof Mode.Live) {
            return "standard output, live";
        }
        return "standard output, " + (mode instanceof Mode.Redirected ? "redirected to a file" : "committed");
    }

    @Override
    public SinkTraits traits() {
        return new SinkTraits(mode instanceof Mode.Redirected ? Guarantee.EXACTLY_ONCE : Guarantee.AT_LEAST_ONCE, true);
    }

    @Override
    public List<String> preconditions() {
        return mode instanceof Mode.Redirected
                ? List.of(
                        "every start of the job appends (>>) standard output to the same regular file on the same node",
                        "nobody else writes to that file while the job runs (logs go to standard error)")
                : List.of();
    }

    @Override
    public Codec<PreparedLines> committableCodec() {
        return Codecs.of(PreparedLines.class);
    }

    @Override
    public SinkWriter<T, PreparedLines> open(SinkContext context) throws IOException, PermanentFailureException {
        if (mode instanceof Mode.Live live) {
            return new LiveWriter<>(format, live.printer());
        }
        Optional<PrintNotes> notes = mode instanceof Mode.Redirected redirected
                ? Optional.of(notes(redirected.redirection().find(), context))
                : Optional.empty();
        return new OutboxWriter<>(format, maxEpochBytes, context, notes);
    }

    @Override
    public Committer<PreparedLines> committer(SinkContext context) throws IOException, PermanentFailureException {
        if (mode instanceof Mode.Redirected redirected) {
            return committer(redirected, context);
        }
        Printer printer = mode instanceof Mode.Live live ? live.printer() : ((Mode.Committed) mode).printer();
        return committables -> {
            for (PreparedLines lines : committables) {
                printer.print(lines.text());
            }
        };
    }

    private static RedirectedCommitter committer(Mode.Redirected mode, SinkContext context)
            throws IOException, PermanentFailureException {
        RedirectedOutput output = mode.redirection().find();
        return new RedirectedCommitter(output, notes(output, context), context);
    }

    private static PrintNotes notes(RedirectedOutput output, SinkContext context) throws IOException {
        return PrintNotes.acquire(output.file(), context.environment().clock());
    }

    @Override
    public void recover(SinkContext context, Collection<PreparedLines> restored)
            throws IOException, PermanentFailureException {
        if (mode instanceof Mode.Redirected redirected && context.restoredCheckpoint() > 0) {
            try (RedirectedCommitter committer = committer(redirected, context)) {
                committer.check();
            }
        }
    }

    @Override
    public void finish(SinkContext context) throws IOException, PermanentFailureException {
        if (mode instanceof Mode.Redirected redirected) {
            PrintNotes notes = notes(redirected.redirection().find(), context);
            try {
                notes.remove(context);
            } finally {
                notes.release();
            }
        }
    }
}
