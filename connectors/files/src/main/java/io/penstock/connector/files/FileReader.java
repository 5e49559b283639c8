package io.penstock.connector.files;

import io.penstock.connector.BadRecordException;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.SplitChangedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads records that are cut from lines. */
final class FileReader<R, T> implements RecordReader<T> {
    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private static final int SMALLEST_BUFFER_BYTES = 4 * 1024;
    private static final int GREATEST_BUFFER_BYTES = 256 * 1024;

    private final FileSourceSettings settings;
    private final FilePosition from;
    private final StoredFile file;
    private final boolean compressed;
    /** When it was opened; for progress only. */
    private final long size;

    private final LineScanner scanner;
    private final Records<R> records;
    private final ParseFunction<R, T> parse;
    private final Place place;
    private final BadRecords bad;
    private final TextDecoder decoder;
    private final long end;
    private long lines;

    /** What a reader is opened with, whatever its format. */
    record Setup(StoredFile file, FilePosition position, FileSourceSettings settings, ReadSettings reading) {}

    private FileReader(Setup setup, RecordsFactory<R> format, ParseFunction<R, T> parse)
            throws IOException, SplitChangedException {
        this.file = setup.file();
        this.settings = setup.settings();
        this.from = setup.position();
        this.size = file.size();
        Compression compression = Compression.of(file.name());
        this.compressed = compression != Compression.NONE;
        ByteInput input = compressed
                ? new CompressedInput(file, compression, settings.maxDecompressionRatio())
                : new PlainInput(file);
        this.scanner = new LineScanner(input, settings.maxLineBytes(), bufferBytes(size, compressed));
        this.records = format.create(scanner, settings);
        this.parse = parse;
        this.place = new Place(file.shortName(), from, compressed);
        this.bad = new BadRecords(settings.onError(), setup.reading(), place);
        this.decoder = new TextDecoder(settings.charset());
        this.end = from.end() == FilePosition.TO_THE_END ? Long.MAX_VALUE : from.end();
        this.lines = from.lines();
    }

    /** A job may read very many small files, each with a buffer of its own. */
    private static int bufferBytes(long size, boolean compressed) {
        return compressed
                ? GREATEST_BUFFER_BYTES
                : (int) Math.max(SMALLEST_BUFFER_BYTES, Math.min(size + 1, GREATEST_BUFFER_BYTES));
    }

    /** Makes the records of a format from lines. */
    interface RecordsFactory<R> {
        Records<R> create(LineScanner scanner, FileSourceSettings settings);
    }

    static <R, T> FileReader<R, T> open(Setup setup, RecordsFactory<R> format, ParseFunction<R, T> parse)
            throws IOException, SplitChangedException, BadRecordException {
        try {
            FileReader<R, T> reader = new FileReader<>(setup, format, parse);
            reader.moveToPosition();
            return reader;
        } catch (Throwable e) {
            setup.file().close();
            throw e;
        }
    }

    private void moveToPosition() throws IOException, SplitChangedException, BadRecordException {
        boolean fromTheTop = from.offset() == 0;
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
        if (from.offset() == from.start()) {
            // The line that is open at the start belongs to the part before. It ends right here if the byte before is
            // a line end.
            scanner.moveTo(from.start() - 1);
            scanner.skipLine();
        } else {
            scanner.moveTo(from.offset());
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
        if (from.offset() == 0 && scanner.offset() > at) {
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
        file.verify();
        return ReadStatus.FINISHED;
    }

    @Override
    public FilePosition position() {
        return from.at(scanner.offset(), lines, 0);
    }

    @Override
    public double progress() {
        if (compressed) {
            return portion(scanner.input().consumed(), size);
        }
        long behind = Math.min(size, end);
        return portion(scanner.offset() - from.start(), behind - from.start());
    }

    private static double portion(long part, long all) {
        return all <= 0 ? 1 : Math.min(1, (double) part / all);
    }

    @Override
    public void close() throws IOException {
        scanner.close();
    }
}
