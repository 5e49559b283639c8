package io.penstock.connector.files;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.Committer;
import io.penstock.connector.Configured;
import io.penstock.connector.Guarantee;
import io.penstock.connector.Sink;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkTraits;
import io.penstock.connector.SinkWriter;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/**
 * Writes files of lines, CSV, JSON or Avro records. Immutable: each option gives another sink.
 *
 * <pre>{@code
 * FileSink.csv(Path.of("out"), DelaysByDay.class)
 * FileSink.jsonLines(Path.of("out"), Flight.class).compress(Compression.ZSTD)
 * FileSink.lines(Path.of("out"), Flight::summary)
 *         .bucketByEventTime("'day='yyyy-MM-dd")
 *         .manifest()
 * }</pre>
 *
 * <p><b>Guarantee:</b> exactly once, for everyone who reads the directory: a file appears under its name complete, once
 * its epoch's checkpoint is complete, and never changes. What a crash leaves behind lies below {@code .staging} in the same
 * directory and is removed by the next start and at the end of the job. Of a job that will not run again, {@code
 * .staging/<job id>} may be deleted by hand.
 *
 * <p><b>Preconditions:</b> the file system renames in one step and keeps what it has flushed; nobody else writes names
 * with this prefix into the directory. A file in the way is an error, never overwritten.
 *
 * <p><b>Names:</b> {@code <bucket>/<prefix>-<epoch, ten digits>-<lane>-<part><suffix>}; the prefix is the sink's name
 * unless {@link #prefix} says otherwise. {@link CommittedFiles} lists them in order. An epoch without records makes no
 * file. A file never holds records of two epochs: files as large as one likes take checkpoints as far apart as that needs.
 *
 * @param <T> the records
 */
public final class FileSink<T> implements Sink<T, PreparedFiles> {
    private final Path directory;
    private final Configured<FileSinkSettings> settings;
    private final PartFiles.Layout<T> layout;
    private final Disk disk;
    private final LongSupplier nanoClock;

    private FileSink(
            Path directory,
            Configured<FileSinkSettings> settings,
            PartFiles.Layout<T> layout,
            Disk disk,
            LongSupplier nanoClock) {
        this.directory = directory;
        this.settings = settings;
        this.layout = layout;
        this.disk = disk;
        this.nanoClock = nanoClock;
    }

    private static <T> FileSink<T> create(Path directory, String suffix, FileFormat<T> format) {
        return new FileSink<>(
                directory.toAbsolutePath().normalize(),
                FileSinkSettings.configured(suffix),
                new PartFiles.Layout<>(format, Bucketing.none()),
                Disk.REAL,
                System::nanoTime);
    }

    /**
     * One line for each record.
     *
     * @param directory is created if it is missing
     * @param text gives the line, without its end; used by all lanes, so it must keep no state
     */
    public static <T> FileSink<T> lines(Path directory, Function<? super T, String> text) {
        return create(directory, ".txt", FileFormat.lines(text));
    }

    /**
     * CSV with a column for each component of a record class and their names in the first line of each file. Fields are
     * quoted as in RFC 4180 where they must be; null is an empty field, an empty string is {@code ""}.
     *
     * @throws IllegalArgumentException if a component's type is not one field
     */
    public static <R extends Record> FileSink<R> csv(Path directory, Class<R> type) {
        return create(directory, ".csv", FileFormat.csv(type));
    }

    /** CSV with these columns; as {@link #csv(Path, Class)} otherwise. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T> FileSink<T> csv(Path directory, CsvColumn<T>... columns) {
        return create(directory, ".csv", FileFormat.csv(List.of(columns)));
    }

    /**
     * One JSON value in each line, in UTF-8. Times of {@code java.time} are written as ISO 8601.
     *
     * @param type of the records
     */
    public static <T> FileSink<T> jsonLines(Path directory, Class<T> type) {
        return create(directory, ".jsonl", FileFormat.jsonLines(type));
    }

    /**
     * One JSON value in each line, as this mapper writes it.
     *
     * @param mapper must not be changed any more; a value with line ends in it is an error
     */
    public static <T> FileSink<T> jsonLines(Path directory, ObjectMapper mapper) {
        return create(directory, ".jsonl", FileFormat.jsonLines(mapper));
    }

    /**
     * Avro container files. {@link #compress} compresses the blocks inside of them, and their names stay {@code .avro}.
     *
     * @param schema of all records
     * @param record makes an Avro record of that schema; used by all lanes, so it must keep no state
     */
    public static <T> FileSink<T> avro(
            Path directory, Schema schema, Function<? super T, ? extends GenericRecord> record) {
        return create(directory, ".avro", FileFormat.avro(schema, record));
    }

    private FileSink<T> with(UnaryOperator<FileSinkSettings> option) {
        return new FileSink<>(directory, settings.with(option), layout, disk, nanoClock);
    }

    @Override
    public FileSink<T> configured(Config config) {
        return new FileSink<>(directory, settings.under(config), layout, disk, nanoClock);
    }

    private FileSink<T> with(Bucketing<T> changed) {
        return new FileSink<>(directory, settings, new PartFiles.Layout<>(layout.format(), changed), disk, nanoClock);
    }

    /** What file names begin with: letters, digits, dot, hyphen, underscore. The default is the name of the sink. */
    public FileSink<T> prefix(String prefix) {
        return with(options -> options.withPrefix(Optional.of(prefix)));
    }

    /** What file names end with, for instance {@code .log}. That of a compression comes behind it. */
    public FileSink<T> suffix(String suffix) {
        return with(options -> options.withSuffix(suffix));
    }

    /** How files are compressed, each by itself. The default is not at all. */
    public FileSink<T> compress(Compression compression) {
        return with(options -> options.withCompression(compression));
    }

    /**
     * A file that would grow beyond that is closed before, and its epoch goes on in another. The default is 1 GiB. Of a
     * compressed or Avro file, what is still collected in memory is not counted.
     */
    public FileSink<T> maxFileBytes(long bytes) {
        return with(options -> options.withMaxFileBytes(bytes));
    }

    /**
     * A file that has been open for so long is closed when the next records are written, and its epoch goes on in another.
     * Each checkpoint closes all files, so this is of use where checkpoints are further apart. The default is 365 days.
     */
    public FileSink<T> maxFileAge(Duration age) {
        return with(options -> options.withMaxFileAge(age));
    }

    /**
     * How many files a lane has open at once, one for each bucket. Beyond that the one that was used longest ago is
     * closed. Each takes 64 KiB of memory, and what its compression takes. The default is 64.
     */
    public FileSink<T> maxOpenFiles(int files) {
        return with(options -> options.withMaxOpenFiles(files));
    }

    /** How many files a lane makes in one epoch; more fail the sink. The default is 10,000. */
    public FileSink<T> maxFilesPerEpoch(int files) {
        return with(options -> options.withMaxFilesPerEpoch(files));
    }

    /** Each lane writes what it made visible with an epoch into a {@link FileManifest}. */
    public FileSink<T> manifest() {
        return with(options -> options.withManifest(true));
    }

    /**
     * Puts each record in a folder below the directory.
     *
     * @param bucket gives the folder, with slashes between nested ones; characters that are no good in names are written
     *     as {@code %} and two digits; used by all lanes, so it must keep no state
     */
    public FileSink<T> bucketBy(Function<? super T, String> bucket) {
        return with(Bucketing.by(bucket));
    }

    /** As {@link #bucketByEventTime(String, ZoneId)}, in UTC. */
    public FileSink<T> bucketByEventTime(String pattern) {
        return bucketByEventTime(pattern, ZoneOffset.UTC);
    }

    /**
     * Puts each record in a folder by its event time. A late record goes to the folder of its time too.
     *
     * @param pattern of {@link DateTimeFormatter}, for instance {@code 'day='yyyy-MM-dd/'hour='HH}
     */
    public FileSink<T> bucketByEventTime(String pattern, ZoneId zone) {
        return with(Bucketing.byEventTime(DateTimeFormatter.ofPattern(pattern, Locale.ROOT), zone));
    }

    FileSink<T> on(Disk other) {
        return new FileSink<>(directory, settings, layout, other, nanoClock);
    }

    FileSink<T> at(LongSupplier otherNanoClock) {
        return new FileSink<>(directory, settings, layout, disk, otherNanoClock);
    }

    @Override
    public String describe() {
        FileSinkSettings files = settings.get();
        return "files " + directory.resolve(files.prefix().orElse("") + "*" + files.suffix());
    }

    @Override
    public SinkTraits traits() {
        return new SinkTraits(Guarantee.EXACTLY_ONCE, true);
    }

    @Override
    public List<String> preconditions() {
        return List.of("nobody else writes, renames or deletes the files of the sink");
    }

    @Override
    public Codec<PreparedFiles> committableCodec() {
        return Codecs.of(PreparedFiles.class);
    }

    @Override
    public SinkWriter<T, PreparedFiles> open(SinkContext context) throws IOException {
        try {
            disk.createDirectories(directory);
        } catch (IOException e) {
            throw DiskProblem.of("create the output directory", directory, e);
        }
        if (!Files.isWritable(directory)) {
            throw DiskProblem.of("write to", directory, new AccessDeniedException(directory.toString()));
        }
        return new FileSinkWriter<>(
                new FileSinkWriter.Setup<>(directory, settings.get(), layout, disk, nanoClock), context);
    }

    @Override
    public Committer<PreparedFiles> committer(SinkContext context) {
        return new FileCommitter(directory, disk, context);
    }

    @Override
    public void recover(SinkContext context, Collection<PreparedFiles> restored) throws IOException {
        new StagingArea(disk, directory, context).sweepLane(restored);
    }

    @Override
    public void finish(SinkContext context) throws IOException {
        new StagingArea(disk, directory, context).remove();
    }
}
