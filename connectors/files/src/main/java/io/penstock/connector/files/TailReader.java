package io.penstock.connector.files;

import io.penstock.connector.ConnectorMetrics;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.SplitChangedException;
import io.penstock.connector.SplitReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one file that grows, under whatever name it has, until it is gone or has become another one. */
final class TailReader<R, T> implements SplitReader<T, TailSplit> {
    private static final Logger LOG = LoggerFactory.getLogger(TailSource.class);
    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final int BUFFER_BYTES = 64 * 1024;
    /** How often it is asked what a file that does not grow is called, and whether it is still there. */
    private static final long SEARCH_NANOS = 1_000_000_000;

    private final Setup setup;
    private final FileIdentity identity;
    private final GrowingInput input;
    private final LineScanner scanner;
    private final Records<R> records;
    private final ParseFunction<R, T> parse;
    private final TextDecoder decoder;
    private final BadRecords bad;
    private State state;
    private Path path;
    private long lines;
    private long before;
    private long grownNanos;
    private long seenNanos;
    private long searchedNanos;
    /** What was said of this file's lag. */
    private long lagBytes;

    /** What a file is at the moment. */
    private enum State {
        /** It grows. */
        GROWING,
        /** It was cut, and what its first line will be is not known yet. */
        CUT,
        /** Nothing more of it will come. */
        OVER
    }

    /** What readers of all files share. */
    record Setup(TailSettings settings, ReadSettings reading, Listing listing, LongSupplier nanoClock, Meters meters) {}

    /**
     * What is counted of all files.
     *
     * @param lagBytes what they were seen to hold and is not read
     */
    record Meters(ConnectorMetrics.Counter bytesRead, ConnectorMetrics.Gauge lagBytes) {
        static Meters of(ConnectorMetrics metrics) {
            return new Meters(metrics.counter("bytesRead"), metrics.gauge("lagBytes"));
        }
    }

    /** The files that the patterns match now. */
    interface Listing {
        Set<Path> files() throws IOException;
    }

    private TailReader(
            Setup setup,
            TailSplit split,
            Path path,
            GrowingInput input,
            FileReader.RecordsFactory<R> format,
            ParseFunction<R, T> parse) {
        this.setup = setup;
        this.identity = split.identity();
        this.input = input;
        this.path = path;
        FileSourceSettings settings = setup.settings().lines();
        this.scanner = new LineScanner(input, settings.maxLineBytes(), BUFFER_BYTES);
        this.records = format.create(scanner, settings);
        this.parse = parse;
        this.decoder = new TextDecoder(settings.charset());
        this.bad = new BadRecords(settings.onError(), setup.reading(), new Place(path));
        this.lines = split.lines();
        this.before = split.before();
        this.state = State.GROWING;
        long now = setup.nanoClock().getAsLong();
        this.grownNanos = now;
        this.seenNanos = now;
        this.searchedNanos = now;
    }

    /** A reader at the position of a split. Where its file is gone, one that says so. */
    static <R, T> SplitReader<T, TailSplit> open(
            Setup setup, TailSplit split, FileReader.RecordsFactory<R> format, ParseFunction<R, T> parse)
            throws IOException, SplitChangedException {
        Optional<Path> found =
                find(setup, Path.of(split.path()), split.identity().number());
        if (found.isEmpty()) {
            loss(setup, split.path() + " is gone", split.offset(), split.atEnd());
            return new OverReader<>(split);
        }
        GrowingInput input =
                new GrowingInput(found.get(), split.offset(), setup.meters().bytesRead());
        try {
            TailReader<R, T> reader = new TailReader<>(setup, split, found.get(), input, format, parse);
            reader.moveTo(split);
            return reader;
        } catch (Throwable e) {
            input.close();
            throw e;
        }
    }

    private void moveTo(TailSplit split) throws IOException, SplitChangedException {
        scanner.moveTo(split.offset());
        if (!isStillWhatWasRead(split.offset())) {
            loss(setup, path + " was cut", split.offset(), split.atEnd());
            state = State.CUT;
        }
    }

    private boolean isStillWhatWasRead(long offset) throws IOException {
        return input.size() >= offset
                && identity.begins(input.channel())
                && (offset == 0 || FileIdentity.before(input.channel(), offset) == before);
    }

    /** The name of a file, where there is still one: the former, or one in the same directory or of the patterns. */
    private static Optional<Path> find(Setup setup, Path former, long number) throws IOException {
        if (isNumber(former, number)) {
            return Optional.of(former);
        }
        Path directory = former.getParent();
        if (directory != null && Files.isDirectory(directory)) {
            try (var siblings = Files.newDirectoryStream(directory, Files::isRegularFile)) {
                for (Path sibling : siblings) {
                    if (isNumber(sibling, number)) {
                        return Optional.of(sibling);
                    }
                }
            }
        }
        for (Path file : setup.listing().files()) {
            if (isNumber(file, number)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    private static boolean isNumber(Path file, long number) throws IOException {
        try {
            return FileIdentity.number(file) == number;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void loss(Setup setup, String what, long offset, boolean atEnd) throws SplitChangedException {
        String where = "source " + setup.reading().sourceName() + " of job "
                + setup.reading().jobName() + ": " + what;
        if (atEnd) {
            LOG.info("{}. All that it was seen to hold, up to byte {}, was read", where, offset);
        } else if (setup.settings().onLoss() == LossPolicy.REPORT) {
            LOG.warn("{}. What it held from byte {} on is lost", where, offset);
        } else {
            throw new SplitChangedException(where + ". What it held from byte " + offset + " on is lost. Put the former"
                    + " file back into its directory and run the job again, or choose onLoss(LossPolicy.REPORT) to go on"
                    + " without it");
        }
    }

    @Override
    public ReadStatus read(ReadBuffer<T> out) throws Exception {
        try {
            return readOn(out);
        } finally {
            sayLag(state == State.GROWING ? input.looked() - scanner.offset() : 0);
        }
    }

    private void sayLag(long bytes) {
        long now = Math.max(0, bytes);
        setup.meters().lagBytes().add(now - lagBytes);
        lagBytes = now;
    }

    private ReadStatus readOn(ReadBuffer<T> out) throws Exception {
        if (state == State.OVER) {
            return ReadStatus.FINISHED;
        }
        boolean took = false;
        // Bad records and blank lines take room too, so that a file without a good record does not hold the thread.
        for (int room = out.remaining(); room > 0; room--) {
            if (scanner.offset() >= input.limit()) {
                remember(took);
                if (!look()) {
                    return state == State.OVER ? ReadStatus.FINISHED : ReadStatus.IDLE;
                }
            }
            if (records.advance() == Records.Step.RECORD) {
                take(out);
            }
            lines++;
            took = true;
        }
        remember(took);
        return ReadStatus.MORE;
    }

    private void remember(boolean took) throws IOException {
        if (took) {
            before = FileIdentity.before(input.channel(), scanner.offset());
        }
    }

    private void take(ReadBuffer<T> out) throws Exception {
        T value;
        try {
            value = parse.parse(records.current());
            if (value == null) {
                throw new MalformedRecordException("the parse function gave null");
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            bad.onBad(lines + 1, scanner.recordOffset(), decoder.show(scanner.beginning()), e, out);
            return;
        }
        out.add(value);
    }

    /** All whole lines are read: takes in what the file has become. True if there are more of them. */
    private boolean look() throws IOException, SplitChangedException {
        if (state == State.CUT && !beginsAnew()) {
            return false;
        }
        long now = setup.nanoClock().getAsLong();
        long size = input.size();
        if (size != input.looked()) {
            grownNanos = now;
            if (!isSame(size)) {
                loss(setup, path + " was cut", scanner.offset(), scanner.offset() >= input.looked());
                state = State.CUT;
                return false;
            }
            input.look();
        } else if (input.limit() < size && patienceIsOver(now)) {
            input.release();
        } else if (now - searchedNanos >= SEARCH_NANOS) {
            searchedNanos = now;
            search(now);
        }
        return showMore();
    }

    /** A file that grew may have been cut first. */
    private boolean isSame(long size) throws IOException {
        long offset = scanner.offset();
        return size > input.looked()
                && identity.begins(input.channel())
                && (offset == 0 || FileIdentity.before(input.channel(), offset) == before);
    }

    private boolean patienceIsOver(long now) {
        return setup.settings().patience().isPresent()
                && now - grownNanos >= setup.settings().patience().get().toNanos();
    }

    private boolean showMore() throws IOException, SplitChangedException {
        long offset = scanner.offset();
        if (input.limit() <= offset) {
            return false;
        }
        scanner.moveTo(offset);
        if (offset == 0 && setup.settings().lines().charset().equals(StandardCharsets.UTF_8)) {
            scanner.skipIfNext(BOM);
        }
        return true;
    }

    /** Whether the file that was cut has its former first line again; else it is another file, if it has one at all. */
    private boolean beginsAnew() throws IOException, SplitChangedException {
        Optional<FileIdentity> now = isNumber(path, identity.number()) ? FileIdentity.of(path) : Optional.empty();
        if (now.isEmpty()) {
            long nanos = setup.nanoClock().getAsLong();
            if (nanos - searchedNanos >= SEARCH_NANOS) {
                searchedNanos = nanos;
                search(nanos);
            }
            return false;
        }
        if (!now.get().equals(identity)) {
            state = State.OVER;
            return false;
        }
        LOG.info("{} begins again with the same line, and is read from its beginning", path);
        input.reset();
        scanner.moveTo(0);
        lines = 0;
        before = 0;
        state = State.GROWING;
        return true;
    }

    /** Finds out what the file is called now. One that has been gone for long is over. */
    private void search(long now) throws IOException {
        Optional<Path> found = find(setup, path, identity.number());
        if (found.isPresent()) {
            path = found.get();
            seenNanos = now;
        } else if (now - seenNanos >= setup.settings().forgetAfter().toNanos()) {
            if (state == State.GROWING && input.limit() < input.looked()) {
                // The end of its last line will never come.
                input.release();
            } else {
                state = State.OVER;
            }
        }
    }

    @Override
    public TailSplit split() {
        boolean atEnd = state != State.GROWING || scanner.offset() >= input.looked();
        return new TailSplit(path.toString(), identity, scanner.offset(), lines, before, atEnd);
    }

    @Override
    public void close() throws IOException {
        sayLag(0);
        scanner.close();
    }

    /** Of a file that is gone. */
    private record OverReader<T>(TailSplit split) implements SplitReader<T, TailSplit> {
        @Override
        public ReadStatus read(ReadBuffer<T> out) {
            return ReadStatus.FINISHED;
        }

        @Override
        public void close() {}
    }
}
