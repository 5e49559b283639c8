package io.penstock.connector.files;

import com.fasterxml.jackson.databind.ObjectReader;
import com.typesafe.config.Config;
import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.Configured;
import io.penstock.connector.ErrorPolicy;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import io.penstock.connector.SplitDiscovery;
import io.penstock.connector.SplitReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Follows files of lines or of JSON records that grow, as {@code tail -F} does, without an end. Immutable: each option
 * gives another source.
 *
 * <pre>{@code
 * TailSource.lines("/var/log/app/app.log*").parse(Event::parse)
 * TailSource.jsonLines(Event.class, "/var/log/app/*.jsonl").patience(Duration.ofSeconds(30))
 * }</pre>
 *
 * <p><b>Guarantee:</b> exactly once. A position is an exact byte of a file that is known by its number in the file system
 * and its first line, not by its name. A line is read once its end is written.
 *
 * <p><b>Rotation:</b>
 * <ul>
 *   <li>By renaming: the file is read to its end under its new name, found in the same directory or by the patterns, and
 *       the new file under the old name is a file of its own.
 *   <li>By truncation: the file is read again from its beginning.
 * </ul>
 *
 * <p><b>Preconditions:</b> files only grow, or are cut to nothing. Lines that are written and cut away between two reads,
 * or while the job is down, cannot be seen; lines that were seen and are cut away or removed before they were read are a
 * loss, which obeys {@link #onLoss}. With a rotation that copies the file and then truncates it, the patterns must not
 * match the copy: it is a file like any other. The file system numbers its files (those of Linux and macOS do).
 *
 * <p><b>Which files:</b> those that the patterns match, listed again and again; patterns are those of {@link FileSource}.
 * Files whose names end with {@code .gz} or {@code .zst} are left out: rotated files that were compressed. A file is
 * noticed with its first whole line, or its first KiB. Nothing found is no error here, a missing directory is.
 *
 * @param <T> the records
 */
public final class TailSource<T> implements Source<T, TailSplit> {
    private static final int MAX_FILES = 100_000;

    private final List<FilePattern> patterns;
    private final Configured<TailSettings> settings;
    private final Opener<T> opener;
    private final LongSupplier nanoClock;

    private TailSource(
            List<FilePattern> patterns, Configured<TailSettings> settings, Opener<T> opener, LongSupplier nanoClock) {
        if (patterns.isEmpty()) {
            throw new IllegalArgumentException("name at least one file, directory or glob");
        }
        this.patterns = patterns;
        this.settings = settings;
        this.opener = opener;
        this.nanoClock = nanoClock;
    }

    /** Hides what the records are cut from before they are parsed. */
    private interface Opener<T> {
        SplitReader<T, TailSplit> open(TailReader.Setup setup, TailSplit split) throws Exception;

        <U> Opener<U> then(ParseFunction<? super T, ? extends U> next);
    }

    private record Parsing<R, T>(FileReader.RecordsFactory<R> format, ParseFunction<R, T> parse) implements Opener<T> {
        @Override
        public SplitReader<T, TailSplit> open(TailReader.Setup setup, TailSplit split) throws Exception {
            return TailReader.open(setup, split, format, parse);
        }

        @Override
        public <U> Opener<U> then(ParseFunction<? super T, ? extends U> next) {
            return new Parsing<R, U>(format, input -> next.parse(parse.parse(input)));
        }
    }

    private static <T> TailSource<T> create(Opener<T> opener, String... pathsOrGlobs) {
        return new TailSource<>(
                Stream.of(pathsOrGlobs).map(FilePattern::of).toList(),
                TailSettings.configured(),
                opener,
                System::nanoTime);
    }

    /** Each line, without its line end ({@code \n} or {@code \r\n}). */
    public static TailSource<String> lines(String... pathsOrGlobs) {
        return create(new Parsing<String, String>(LineRecords::new, line -> line), pathsOrGlobs);
    }

    /** The JSON value of each line, as {@link FileSource#jsonLines(Class, String...)} reads it. */
    public static <T> TailSource<T> jsonLines(Class<T> type, String... pathsOrGlobs) {
        ObjectReader reader = JsonFormat.mapper().readerFor(type);
        return create(
                new Parsing<T, T>(
                        (scanner, settings) -> new JsonRecords<>(scanner, settings, reader), record -> record),
                pathsOrGlobs);
    }

    private TailSource<T> with(UnaryOperator<TailSettings> option) {
        return new TailSource<>(patterns, settings.with(option), opener, nanoClock);
    }

    @Override
    public TailSource<T> configured(Config config) {
        return new TailSource<>(patterns, settings.under(config), opener, nanoClock);
    }

    /** Makes another value of each record. May be used several times: each function gets what the one before made. */
    public <U> TailSource<U> parse(ParseFunction<? super T, ? extends U> function) {
        return new TailSource<>(patterns, settings, opener.then(function), nanoClock);
    }

    /** How bytes are text. The default is UTF-8. As {@link FileSource#charset}. */
    public TailSource<T> charset(Charset charset) {
        return with(options -> options.withLines(options.lines().withCharset(charset)));
    }

    /** The longest line, in bytes; a longer one is bad. The default is 1 MiB. */
    public TailSource<T> maxLineBytes(int bytes) {
        return with(options -> options.withLines(options.lines().withMaxLineBytes(bytes)));
    }

    /** What happens to bad records. The default is {@link ErrorPolicy#FAIL}. */
    public TailSource<T> onError(ErrorPolicy policy) {
        return with(options -> options.withLines(options.lines().withOnError(policy)));
    }

    /** What happens when lines are known to be lost. The default is {@link LossPolicy#FAIL}. */
    public TailSource<T> onLoss(LossPolicy policy) {
        return with(options -> options.withOnLoss(policy));
    }

    /** How long to wait between two looks for new files. The default is a second. */
    public TailSource<T> listEvery(Duration interval) {
        return with(options -> options.withListEvery(interval));
    }

    /** A file that was read to its end and has been gone for so long is forgotten. The default is 10 minutes. */
    public TailSource<T> forgetAfter(Duration time) {
        return with(options -> options.withForgetAfter(time));
    }

    /**
     * Takes a last line without its end once the file has not grown for so long. If more of it comes after that, it is a
     * line of its own. The default is to wait for the line's end for ever.
     */
    public TailSource<T> patience(Duration time) {
        return with(options -> options.withPatience(time));
    }

    TailSource<T> at(LongSupplier otherNanoClock) {
        return new TailSource<>(patterns, settings, opener, otherNanoClock);
    }

    @Override
    public String describe() {
        return "growing files "
                + String.join(", ", patterns.stream().map(FilePattern::toString).toList());
    }

    @Override
    public SourceTraits traits() {
        return new SourceTraits(true, false, true);
    }

    /** By pattern and path, each file once, whatever names it has. */
    @Override
    public List<TailSplit> splits() throws IOException {
        List<TailSplit> splits = new ArrayList<>();
        Set<Long> known = new HashSet<>();
        for (Path file : files()) {
            Optional<FileIdentity> identity = FileIdentity.of(file);
            if (identity.isPresent() && known.add(identity.get().number())) {
                splits.add(TailSplit.beginning(file.toString(), identity.get()));
            }
        }
        return splits;
    }

    private Set<Path> files() throws IOException {
        Set<Path> files = new LinkedHashSet<>();
        for (FilePattern pattern : patterns) {
            files.addAll(pattern.filesOrNone(MAX_FILES));
        }
        files.removeIf(file -> Compression.of(file) != Compression.NONE);
        return files;
    }

    @Override
    public SourceReader<T, TailSplit> reader(ReadSettings reading) {
        TailReader.Setup setup = new TailReader.Setup(
                settings.get(),
                reading,
                this::files,
                nanoClock,
                TailReader.Meters.of(reading.environment().metrics()));
        return split -> opener.open(setup, split);
    }

    @Override
    public Codec<TailSplit> splitCodec() {
        return Codecs.of(TailSplit.class);
    }

    @Override
    public Optional<SplitDiscovery<TailSplit>> discovery() {
        Duration interval = settings.get().listEvery();
        return Optional.of(new SplitDiscovery<>() {
            @Override
            public Duration interval() {
                return interval;
            }

            @Override
            public String idOf(TailSplit split) {
                return split.identity().id();
            }

            @Override
            public int numberOf(TailSplit split) {
                return Long.hashCode(split.identity().number());
            }
        });
    }
}
