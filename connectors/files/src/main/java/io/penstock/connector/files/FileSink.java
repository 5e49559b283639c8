package io.penstock.connector.files;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.Committer;
import io.penstock.connector.Guarantee;
import io.penstock.connector.Sink;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkTraits;
import io.penstock.connector.SinkWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes files of lines or of CSV records, in UTF-8. Immutable: each option gives another sink.
 *
 * <pre>{@code
 * FileSink.csv(Path.of("out"), DelaysByDay.class)
 * FileSink.lines(Path.of("out"), Flight::toJson).suffix(".jsonl").maxFileBytes(1 << 30)
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
 * <p><b>Names:</b> {@code <prefix>-<epoch, ten digits>-<lane>-<part><suffix>}; the prefix is the sink's name unless
 * {@link #prefix} says otherwise. {@link CommittedFiles} lists them in order. An epoch without records makes no file.
 *
 * @param <T> the records
 */
public final class FileSink<T> implements Sink<T, StagedFile> {
    private static final long DEFAULT_MAX_FILE_BYTES = 1L << 30;

    private final FileSinkSettings settings;
    private final RowFormat<T> format;
    private final Disk disk;

    private FileSink(FileSinkSettings settings, RowFormat<T> format, Disk disk) {
        this.settings = settings;
        this.format = format;
        this.disk = disk;
    }

    private static <T> FileSink<T> create(Path directory, String suffix, RowFormat<T> format) {
        return new FileSink<>(
                new FileSinkSettings(directory, Optional.empty(), suffix, DEFAULT_MAX_FILE_BYTES), format, Disk.REAL);
    }

    /**
     * One line for each record.
     *
     * @param directory is created if it is missing
     * @param text gives the line, without its end; used by all lanes, so it must keep no state
     */
    public static <T> FileSink<T> lines(Path directory, Function<? super T, String> text) {
        return create(directory, ".txt", new LineFormat<>(text));
    }

    /**
     * CSV with a column for each component of a record class and their names in the first line of each file. Fields are
     * quoted as in RFC 4180 where they must be; null is an empty field, an empty string is {@code ""}.
     *
     * @throws IllegalArgumentException if a component's type is not one field
     */
    public static <R extends Record> FileSink<R> csv(Path directory, Class<R> type) {
        return create(directory, ".csv", new CsvFormat<>(RecordColumns.of(type)));
    }

    /** CSV with these columns; as {@link #csv(Path, Class)} otherwise. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T> FileSink<T> csv(Path directory, CsvColumn<T>... columns) {
        return create(directory, ".csv", new CsvFormat<>(List.of(columns)));
    }

    private FileSink<T> with(FileSinkSettings changed) {
        return new FileSink<>(changed, format, disk);
    }

    /** What file names begin with: letters, digits, dot, hyphen, underscore. The default is the name of the sink. */
    public FileSink<T> prefix(String prefix) {
        return with(new FileSinkSettings(
                settings.directory(), Optional.of(prefix), settings.suffix(), settings.maxFileBytes()));
    }

    /** What file names end with, for instance {@code .jsonl}. */
    public FileSink<T> suffix(String suffix) {
        return with(new FileSinkSettings(settings.directory(), settings.prefix(), suffix, settings.maxFileBytes()));
    }

    /** A file that would grow beyond that is closed before, and its epoch goes on in another. The default is 1 GiB. */
    public FileSink<T> maxFileBytes(long bytes) {
        return with(new FileSinkSettings(settings.directory(), settings.prefix(), settings.suffix(), bytes));
    }

    FileSink<T> on(Disk other) {
        return new FileSink<>(settings, format, other);
    }

    @Override
    public String describe() {
        return "files " + settings.directory().resolve(settings.prefix().orElse("") + "*" + settings.suffix());
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
    public Codec<StagedFile> committableCodec() {
        return Codecs.of(StagedFile.class);
    }

    @Override
    public SinkWriter<T, StagedFile> open(SinkContext context) throws IOException {
        Path directory = settings.directory();
        try {
            disk.createDirectories(directory);
        } catch (IOException e) {
            throw DiskProblem.of("create the output directory", directory, e);
        }
        if (!Files.isWritable(directory)) {
            throw DiskProblem.of("write to", directory, new java.nio.file.AccessDeniedException(directory.toString()));
        }
        return new FileSinkWriter<>(settings, format, disk, context);
    }

    @Override
    public Committer<StagedFile> committer(SinkContext context) {
        return new FileCommitter(settings.directory(), disk, context);
    }

    @Override
    public void recover(SinkContext context, Collection<StagedFile> restored) throws IOException {
        new StagingArea(disk, settings.directory(), context).sweepLane(restored);
    }

    @Override
    public void finish(SinkContext context) throws IOException {
        new StagingArea(disk, settings.directory(), context).remove();
    }
}
