package io.penstock.connector.files;

import io.penstock.connector.BadRecordException;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.SplitChangedException;
import io.penstock.connector.SplitReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads one split from its position on. */
final class FileReader<R, T> implements SplitReader<T, FileSplit> {
    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private static final int SMALLEST_BUFFER_BYTES = 4 * 1024;
    private static final int GREATEST_BUFFER_BYTES = 256 * 1024;

    private final FileSourceSettings settings;
    private final FileSplit split;
    private final FileGuard guard;
    private final LineScanner scanner;
    private final Records<R> records;
    private final ParseFunction<R, T> parse;
    private final Place place;
    private final BadRecords bad;
    private final TextDecoder decoder;
    private final long end;
    private long lines;

    private FileReader(
            FileSplit split,
            FileSourceSettings settings,
            ReadSettings reading,
            RecordsFactory<R> format,
            ParseFunction<R, T> parse)
            throws IOException {
        Path file = Path.of(split.path());
        boolean compressed = FileSet.isCompressed(file);
        this.settings = settings;
        this.split = split;
        this.guard = new FileGuard(file, split.fingerprint(), settings.onChange());
        ByteInput input = compressed
                ? new CompressedInput(file, guard, settings.maxDecompressionRatio())
                : new PlainInput(file, guard);
        this.scanner = new LineScanner(input, settings.maxLineBytes(), bufferBytes(split, compressed));
        this.records = format.create(scanner, settings);
        this.parse = parse;
        this.place = new Place(split, compressed);
        this.bad = new BadRecords(settings.onError(), reading, place);
        this.decoder = new TextDecoder(settings.charset());
        this.end = split.end() == FileSplit.TO_THE_END ? Long.MAX_VALUE : split.end();
        this.lines = split.lines();
    }

    /** A job may read very many small files, each with a buffer of its own. */
    private static int bufferBytes(FileSplit split, boolean compressed) {
        return compressed
                ? GREATEST_BUFFER_BYTES
                : (int) Math.max(
                        SMALLEST_BUFFER_BYTES, Math.min(split.fingerprint().size() + 1, GREATEST_BUFFER_BYTES));
    }

    /** Makes the records of a format from lines. */
    interface RecordsFactory<R> {
        Records<R> create(LineScanner scanner, FileSourceSettings settings);
    }

    /** @param split with the fingerprint of the file as it is now */
    static <R, T> FileReader<R, T> open(
            FileSplit split,
            FileSourceSettings settings,
            ReadSettings reading,
            RecordsFactory<R> format,
            ParseFunction<R, T> parse)
            throws IOException, SplitChangedException, BadRecordException {
        FileReader<R, T> reader = new FileReader<>(split, settings, reading, format, parse);
        try {
            reader.moveToPosition();
            return reader;
        } catch (Throwable e) {
            reader.close();
            throw e;
        }
    }

    private void moveToPosition() throws IOException, SplitChangedException, BadRecordException {
        boolean fromTheTop = split.offset() == 0;
        if (fromTheTop || (settings.header() && records.needsHeader())) {
            if (settings.charset().equals(StandardCharsets.UTF_8)) {
                scanner.skipIfNext(BOM);
            }
            if (settings.header()) {
                readHeader();
            }
        }
        if (fromTheTop) {
            return;
        }
        if (split.offset() == split.start()) {
            // The line that is open at the start belongs to the part before. It ends right here if the byte before is
            // a line end.
            scanner.moveTo(split.start() - 1);
            scanner.skipLine();
        } else {
            scanner.moveTo(split.offset());
        }
    }

    private void readHeader() throws IOException, SplitChangedException, BadRecordException {
        long at = scanner.offset();
        try {
            records.readHeader();
        } catch (MalformedRecordException e) {
            throw new BadRecordException(
                    place.of(1, at) + ": cannot read the header '" + decoder.show(scanner.beginning()) + "' ("
                            + e.getMessage() + "). Correct it, or choose header(false)",
                    e);
        }
        if (split.offset() == 0 && scanner.offset() > at) {
            lines += records.lines();
        }
    }

    @Override
    public ReadStatus read(ReadBuffer<T> out) throws Exception {
        // Bad records and blank lines take room too, so that a file without a good record does not hold the thread.
        for (int room = out.remaining(); room > 0; room--) {
            if (scanner.offset() >= end) {
                return finished();
            }
            switch (records.advance()) {
                case END -> {
                    return finished();
                }
                case BLANK -> {}
                case RECORD -> take(out);
            }
            lines += records.lines();
        }
        return ReadStatus.MORE;
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

    private ReadStatus finished() throws IOException, SplitChangedException {
        guard.verify();
        return ReadStatus.FINISHED;
    }

    @Override
    public FileSplit split() {
        return split.at(scanner.offset(), lines);
    }

    @Override
    public double progress() {
        long size = split.fingerprint().size();
        if (FileSet.isCompressed(Path.of(split.path()))) {
            return portion(scanner.input().consumed(), size);
        }
        long behind = Math.min(size, end);
        return portion(scanner.offset() - split.start(), behind - split.start());
    }

    private static double portion(long part, long all) {
        return all <= 0 ? 1 : Math.min(1, (double) part / all);
    }

    @Override
    public void close() throws IOException {
        scanner.close();
    }
}
