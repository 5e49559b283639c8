package io.penstock.connector.files;

import com.typesafe.config.Config;
import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.BadRecordException;
import io.penstock.connector.Configured;
import io.penstock.connector.ConnectorMetrics;
import io.penstock.connector.ErrorPolicy;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import io.penstock.connector.SplitChangedException;
import io.penstock.connector.SplitReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/**
 * Reads files of lines, of CSV or of JSON records, plain or compressed (by the extension {@code .gz} or {@code .zst}), and
 * Avro container files. Immutable: each option gives another source.
 *
 * <pre>{@code
 * FileSource.lines("data/*.csv").skipHeader().parse(Flight::parse)
 * FileSource.jsonLines(Flight.class, "data/*.jsonl.zst")
 * FileSource.csv("flights.csv").parse(r -> new Flight(r.get("origin"), r.getInt("delay_minutes")))
 * }</pre>
 *
 * <p><b>Guarantee:</b> exactly once. A position is an exact byte, so a restored reader goes on right there (in a
 * compressed file by decompressing what lies before). It holds as long as the files do not change; a change is noticed by size,
 * modification time and first KiB, and obeys {@link #onChange}.
 *
 * <p><b>Which files:</b> listed once, when the job starts without a checkpoint, in the order of the patterns and of the
 * paths in each. Relative paths are seen from the working directory. Nothing found is an error. In a glob {@code *} and
 * {@code ?} stop at directories and {@code **}{@code /} stands for any number of them, also for none; a directory stands
 * for the files directly in it; names that begin with a dot are left out.
 *
 * <p><b>Errors:</b> a line that is too long, is no text in the charset, is no CSV, or that the parse function refuses
 * obeys {@link #onError}. What cannot be read at all fails the source task.
 *
 * @param <T> the records
 */
public final class FileSource<T> implements Source<T, FileSplit> {
    private final FileSet files;
    private final Configured<FileSourceSettings> settings;
    private final RecordFormat<T> format;

    private FileSource(FileSet files, Configured<FileSourceSettings> settings, RecordFormat<T> format) {
        this.files = files;
        this.settings = settings;
        this.format = format;
    }

    /** Each line of files, without its line end ({@code \n} or {@code \r\n}). */
    public static FileSource<String> lines(String... pathsOrGlobs) {
        return lines(patterns(pathsOrGlobs));
    }

    /** As {@link #lines(String...)}, with names taken as they are. */
    public static FileSource<String> lines(Path... paths) {
        return lines(patterns(paths));
    }

    private static FileSource<String> lines(FileSet files) {
        return new FileSource<>(files, FileSourceSettings.configured(false, false), RecordFormat.lines());
    }

    /**
     * Each record of CSV files as RFC 4180 has them: fields in quotes may hold delimiters, doubled quotes and line ends.
     * The first line of each file is its header unless {@link #header} says otherwise; a record with another number of
     * fields than the header is bad. Empty lines are left out. A bad record ends with its first line.
     */
    public static FileSource<CsvRecord> csv(String... pathsOrGlobs) {
        return csv(patterns(pathsOrGlobs));
    }

    /** As {@link #csv(String...)}, with names taken as they are. */
    public static FileSource<CsvRecord> csv(Path... paths) {
        return csv(patterns(paths));
    }

    private static FileSource<CsvRecord> csv(FileSet files) {
        return new FileSource<>(files, FileSourceSettings.configured(true, true), RecordFormat.csv());
    }

    /**
     * The JSON value of each line, read into a class by Jackson. Fields that the class does not have are passed over; a
     * primitive that is missing or null, and anything behind the value, make a record bad. Lines of blanks are left out.
     */
    public static <T> FileSource<T> jsonLines(Class<T> type, String... pathsOrGlobs) {
        return jsonLines(type, patterns(pathsOrGlobs));
    }

    /** As {@link #jsonLines(Class, String...)}, with names taken as they are. */
    public static <T> FileSource<T> jsonLines(Class<T> type, Path... paths) {
        return jsonLines(type, patterns(paths));
    }

    private static <T> FileSource<T> jsonLines(Class<T> type, FileSet files) {
        return new FileSource<>(files, FileSourceSettings.configured(false, false), RecordFormat.jsonLines(type));
    }

    /**
     * The records of Avro container files, each with the schema it was written with. Compression is told by the file
     * itself. The position is a block and a number of records in it, so files are not cut into parts.
     */
    public static FileSource<GenericRecord> avro(String... pathsOrGlobs) {
        return avro(Optional.empty(), patterns(pathsOrGlobs));
    }

    /** As {@link #avro(String...)}, with names taken as they are. */
    public static FileSource<GenericRecord> avro(Path... paths) {
        return avro(Optional.empty(), patterns(paths));
    }

    /**
     * As {@link #avro(String...)}, with all records in one schema: those that were written with another one are resolved
     * by Avro's rules (fields by name, defaults for those that are missing, wider numbers). A file that cannot be resolved
     * fails the source.
     */
    public static FileSource<GenericRecord> avro(Schema schema, String... pathsOrGlobs) {
        return avro(Optional.of(schema), patterns(pathsOrGlobs));
    }

    private static FileSource<GenericRecord> avro(Optional<Schema> schema, FileSet files) {
        return new FileSource<>(files, FileSourceSettings.configured(false, false), RecordFormat.avro(schema));
    }

    private static FileSet patterns(String... pathsOrGlobs) {
        return new FileSet(Stream.of(pathsOrGlobs).map(FilePattern::of).toList());
    }

    private static FileSet patterns(Path... paths) {
        return new FileSet(Stream.of(paths).map(FilePattern::of).toList());
    }

    private FileSource<T> with(UnaryOperator<FileSourceSettings> option) {
        return new FileSource<>(files, settings.with(option), format);
    }

    @Override
    public FileSource<T> configured(Config config) {
        return new FileSource<>(files, settings.under(config), format);
    }

    /** Makes another value of each record. May be used several times: each function gets what the one before made. */
    public <U> FileSource<U> parse(ParseFunction<? super T, ? extends U> function) {
        return new FileSource<>(files, settings, format.then(function));
    }

    /** The first line of each file is no record. */
    public FileSource<T> skipHeader() {
        return header(true);
    }

    /** Whether the first line of each file is a header. The default is true for CSV and false for lines. */
    public FileSource<T> header(boolean header) {
        return with(options -> options.withHeader(header));
    }

    /** What stands between the fields of a CSV record. The default is a comma. */
    public FileSource<T> delimiter(char delimiter) {
        return with(options -> options.withDelimiter(delimiter));
    }

    /**
     * Whether quoted CSV fields may hold line ends. The default is true. With false a quote that is not closed is found at
     * the end of its line, and files can be cut with {@link #splitSize}.
     */
    public FileSource<T> multiline(boolean multiline) {
        return with(options -> options.withMultiline(multiline));
    }

    /**
     * How bytes are text. The default is UTF-8; a byte order mark at the beginning is left out.
     *
     * @throws IllegalArgumentException if the charset is neither UTF-8 nor one of a byte per character that contains ASCII
     */
    public FileSource<T> charset(Charset charset) {
        return with(options -> options.withCharset(charset));
    }

    /** The longest record, in bytes; a longer one is bad. The default is 1 MiB. */
    public FileSource<T> maxLineBytes(int bytes) {
        return with(options -> options.withMaxLineBytes(bytes));
    }

    /** What happens to bad records. The default is {@link ErrorPolicy#FAIL}. */
    public FileSource<T> onError(ErrorPolicy policy) {
        return with(options -> options.withOnError(policy));
    }

    /** What happens when a file has changed under its reader. The default is {@link ChangePolicy#FAIL}. */
    public FileSource<T> onChange(ChangePolicy policy) {
        return with(options -> options.withOnChange(policy));
    }

    /**
     * Cuts plain files that are larger into parts of so many bytes, to be read in parallel; a part owns the lines that
     * start in it. Coordinates then give the byte, and the line within the part. 0, the default, leaves files whole.
     */
    public FileSource<T> splitSize(long bytes) {
        if (bytes > 0 && !format.canCut()) {
            throw new IllegalArgumentException(
                    "splitSize cannot be used for Avro files: read several files in parallel");
        }
        return with(options -> options.withSplitSize(bytes));
    }

    /** The most bytes that one byte of a compressed file may become; more fails the source. The default is 250. */
    public FileSource<T> maxDecompressionRatio(int ratio) {
        return with(options -> options.withMaxDecompressionRatio(ratio));
    }

    /** The largest block of an Avro file, as it lies in the file; a larger one fails the source. The default is 64 MiB. */
    public FileSource<T> maxBlockBytes(int bytes) {
        return with(options -> options.withMaxBlockBytes(bytes));
    }

    @Override
    public String describe() {
        return "files " + files;
    }

    @Override
    public SourceTraits traits() {
        return new SourceTraits(true, true, true);
    }

    @Override
    public List<String> preconditions() {
        return List.of("no file changes while the job reads it (a change is noticed by size, time and first bytes)");
    }

    @Override
    public List<FileSplit> splits() throws IOException {
        return files.splits(settings.get().splitSize());
    }

    @Override
    public SourceReader<T, FileSplit> reader(ReadSettings reading) {
        ConnectorMetrics.Counter bytesRead = reading.environment().metrics().counter("bytesRead");
        return split -> open(split, reading, bytesRead);
    }

    private record FileSplitReader<T>(FileSplit begun, RecordReader<T> records) implements SplitReader<T, FileSplit> {
        @Override
        public ReadStatus read(ReadBuffer<T> out) throws Exception {
            return records.read(out);
        }

        @Override
        public FileSplit split() {
            return begun.at(records.position());
        }

        @Override
        public double progress() {
            return records.progress();
        }

        @Override
        public void close() throws Exception {
            records.close();
        }
    }

    private SplitReader<T, FileSplit> open(FileSplit split, ReadSettings reading, ConnectorMetrics.Counter bytesRead)
            throws IOException, SplitChangedException, BadRecordException {
        FileSplit current = current(split);
        Path path = Path.of(current.path());
        StoredFile file = new LocalFile(
                path, new FileGuard(path, current.fingerprint(), settings.get().onChange()), bytesRead);
        return new FileSplitReader<>(current, format.open(file, current.position(), settings.get(), reading));
    }

    /** The split with the file's fingerprint of now, if what is different now is allowed. */
    private FileSplit current(FileSplit split) throws IOException, SplitChangedException {
        Path file = Path.of(split.path());
        if (!Files.exists(file)) {
            throw FileGuard.gone(file);
        }
        Fingerprint now = Fingerprint.of(file);
        if (now.equals(split.fingerprint())) {
            return split;
        }
        // Of a file in parts others may be finished, so one part alone cannot be read again.
        ChangePolicy policy = settings.get().onChange() == ChangePolicy.REREAD && !split.isWholeFile()
                ? ChangePolicy.FAIL
                : settings.get().onChange();
        return switch (policy) {
            case FAIL -> throw FileGuard.changed(file, split.fingerprint(), now, "since the job listed it");
            case IGNORE -> split.with(now);
            case REREAD -> FileSplit.whole(split.path(), now);
        };
    }

    @Override
    public Codec<FileSplit> splitCodec() {
        return Codecs.of(FileSplit.class);
    }
}
