package io.penstock.connector.s3;

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
import io.penstock.connector.files.Bucketing;
import io.penstock.connector.files.Compression;
import io.penstock.connector.files.CsvColumn;
import io.penstock.connector.files.FileFormat;
import io.penstock.connector.files.FileSinkSettings;
import io.penstock.connector.files.PartFiles;
import java.io.IOException;
import java.net.URI;
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
 * Writes lines, CSV, JSON or Avro as objects of S3-compatible storage, in buckets of the sink (folders) by what a function
 * gives or by event time, compressed or not. Immutable: each option gives another sink.
 *
 * <pre>{@code
 * S3Sink.jsonLines("s3://warehouse/delays", Delay.class).compress(Compression.ZSTD).manifest()
 * S3Sink.csv("s3://warehouse/delays", DelaysByDay.class).bucketByEventTime("'day='yyyy-MM-dd")
 * }</pre>
 *
 * <p><b>Guarantee:</b> exactly once, for everyone who reads the bucket: an object appears under its name complete, once its
 * epoch's checkpoint is complete, and never changes. Small objects wait in the snapshot and are put at the commit; others
 * are uploaded when their epoch is prepared, and completed at the commit. A commit that is repeated finds its own object by
 * the metadata {@code penstock-identity} and changes nothing. Uploads that a crash left unfinished are recorded under
 * {@code .uploads/<job id>} before they begin; the next start aborts exactly these. Of a job that will not run again, they
 * are left to a life-cycle rule of the bucket, which should exist anyway.
 *
 * <p><b>Preconditions:</b> nobody else writes, changes or deletes the objects of the sink before a checkpoint behind theirs
 * is complete; the service knows {@code If-None-Match: *} for PutObject and CompleteMultipartUpload; its life-cycle rules
 * abort no upload that is younger than the longest time the job may be down.
 *
 * <p><b>Names:</b> {@code <directory>/<bucket>/<prefix>-<epoch, ten digits>-<lane>-<part><suffix>}, as those of {@link
 * io.penstock.connector.files.FileSink}. An object of another one in the way is an error, never overwritten.
 *
 * <p><b>Errors</b> name the object and what to do. Requests that failed for a reason that may pass are repeated with
 * backoff up to a limit; then the task fails and goes on from its last checkpoint.
 *
 * @param <T> the records
 */
public final class S3Sink<T> implements Sink<T, PreparedObjects> {
    private final S3Location directory;
    private final Settings settings;
    private final PartFiles.Layout<T> layout;
    private final LongSupplier nanoClock;

    private record Settings(
            Configured<S3ClientSettings> client,
            Configured<FileSinkSettings> files,
            Configured<S3SinkSettings> objects) {
        Settings under(Config config) {
            return new Settings(client.under(config), files.under(config), objects.under(config));
        }
    }

    private S3Sink(S3Location directory, Settings settings, PartFiles.Layout<T> layout, LongSupplier nanoClock) {
        this.directory = directory;
        this.settings = settings;
        this.layout = layout;
        this.nanoClock = nanoClock;
    }

    private static <T> S3Sink<T> create(String directory, String suffix, FileFormat<T> format) {
        return new S3Sink<>(
                directory(directory),
                new Settings(
                        S3ClientSettings.configured(),
                        FileSinkSettings.configured(suffix),
                        S3SinkSettings.configured()),
                new PartFiles.Layout<>(format, Bucketing.none()),
                System::nanoTime);
    }

    private static S3Location directory(String text) {
        S3Location location = S3Location.parse(text);
        String key = location.key();
        if (key.chars().anyMatch(Character::isISOControl) || key.startsWith("/")) {
            throw new IllegalArgumentException(
                    "the directory of a sink must not begin with a slash or hold control characters: '" + text + "'");
        }
        return new S3Location(location.bucket(), key.isEmpty() || key.endsWith("/") ? key : key + "/");
    }

    /**
     * One line for each record.
     *
     * @param directory {@code s3://bucket/directory}; the bucket must exist
     * @param text gives the line, without its end; used by all lanes, so it must keep no state
     */
    public static <T> S3Sink<T> lines(String directory, Function<? super T, String> text) {
        return create(directory, ".txt", FileFormat.lines(text));
    }

    /** CSV; see {@link io.penstock.connector.files.FileSink#csv(java.nio.file.Path, Class)}. */
    public static <R extends Record> S3Sink<R> csv(String directory, Class<R> type) {
        return create(directory, ".csv", FileFormat.csv(type));
    }

    /** CSV with these columns. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T> S3Sink<T> csv(String directory, CsvColumn<T>... columns) {
        return create(directory, ".csv", FileFormat.csv(List.of(columns)));
    }

    /** One JSON value in each line, in UTF-8. Times of {@code java.time} are written as ISO 8601. */
    public static <T> S3Sink<T> jsonLines(String directory, Class<T> type) {
        return create(directory, ".jsonl", FileFormat.jsonLines(type));
    }

    /** One JSON value in each line, as this mapper writes it, which must not be changed any more. */
    public static <T> S3Sink<T> jsonLines(String directory, ObjectMapper mapper) {
        return create(directory, ".jsonl", FileFormat.jsonLines(mapper));
    }

    /**
     * Avro container files. {@link #compress} compresses the blocks inside of them, and their names stay {@code .avro}.
     *
     * @param record makes an Avro record of that schema; used by all lanes, so it must keep no state
     */
    public static <T> S3Sink<T> avro(
            String directory, Schema schema, Function<? super T, ? extends GenericRecord> record) {
        return create(directory, ".avro", FileFormat.avro(schema, record));
    }

    private S3Sink<T> with(Settings changed) {
        return new S3Sink<>(directory, changed, layout, nanoClock);
    }

    private S3Sink<T> client(UnaryOperator<S3ClientSettings> option) {
        return with(new Settings(settings.client().with(option), settings.files(), settings.objects()));
    }

    private S3Sink<T> files(UnaryOperator<FileSinkSettings> option) {
        return with(new Settings(settings.client(), settings.files().with(option), settings.objects()));
    }

    S3Sink<T> with(S3SinkSettings changed) {
        return with(new Settings(
                settings.client(), settings.files(), settings.objects().with(options -> changed)));
    }

    private S3Sink<T> with(Bucketing<T> changed) {
        return new S3Sink<>(directory, settings, new PartFiles.Layout<>(layout.format(), changed), nanoClock);
    }

    S3Sink<T> at(LongSupplier otherNanoClock) {
        return new S3Sink<>(directory, settings, layout, otherNanoClock);
    }

    @Override
    public S3Sink<T> configured(Config config) {
        return with(settings.under(config));
    }

    /** Where the service answers, if it is not AWS. */
    public S3Sink<T> endpoint(URI endpoint) {
        return client(options -> options.withEndpoint(endpoint));
    }

    /** The region of the bucket. */
    public S3Sink<T> region(String region) {
        return client(options -> options.withRegion(region));
    }

    /** Whether the bucket is in the path of requests and not in the name of the host. */
    public S3Sink<T> pathStyle(boolean pathStyle) {
        return client(options -> options.withPathStyle(pathStyle));
    }

    /** What object names begin with: letters, digits, dot, hyphen, underscore. The default is the name of the sink. */
    public S3Sink<T> prefix(String prefix) {
        return files(options -> options.withPrefix(Optional.of(prefix)));
    }

    /** What object names end with, for instance {@code .log}. That of a compression comes behind it. */
    public S3Sink<T> suffix(String suffix) {
        return files(options -> options.withSuffix(suffix));
    }

    /** How objects are compressed, each by itself. The default is not at all. */
    public S3Sink<T> compress(Compression compression) {
        return files(options -> options.withCompression(compression));
    }

    /** An object that would grow beyond that is closed before, and its epoch goes on in another. The default is 1 GiB. */
    public S3Sink<T> maxObjectBytes(long bytes) {
        return files(options -> options.withMaxFileBytes(bytes));
    }

    /**
     * An object that has been open for so long is closed when the next records are written, and its epoch goes on in
     * another. Each checkpoint closes all objects. The default is 365 days.
     */
    public S3Sink<T> maxObjectAge(Duration age) {
        return files(options -> options.withMaxFileAge(age));
    }

    /**
     * How many objects a lane has open at once, one for each bucket. Beyond that the one that was used longest ago is
     * closed. The default is 64.
     */
    public S3Sink<T> maxOpenObjects(int objects) {
        return files(options -> options.withMaxOpenFiles(objects));
    }

    /** How many objects a lane makes in one epoch; more fail the sink. The default is 10,000. */
    public S3Sink<T> maxObjectsPerEpoch(int objects) {
        return files(options -> options.withMaxFilesPerEpoch(objects));
    }

    /**
     * Each lane writes what it made visible with an epoch into a {@link io.penstock.connector.files.FileManifest}, below
     * {@code .manifests/}; it appears behind all objects it names.
     */
    public S3Sink<T> manifest() {
        return files(options -> options.withManifest(true));
    }

    /**
     * Puts each record in a folder below the directory.
     *
     * @param bucket gives the folder, with slashes between nested ones; characters that are no good in names are written
     *     as {@code %} and two digits; used by all lanes, so it must keep no state
     */
    public S3Sink<T> bucketBy(Function<? super T, String> bucket) {
        return with(Bucketing.by(bucket));
    }

    /** As {@link #bucketByEventTime(String, ZoneId)}, in UTC. */
    public S3Sink<T> bucketByEventTime(String pattern) {
        return bucketByEventTime(pattern, ZoneOffset.UTC);
    }

    /**
     * Puts each record in a folder by its event time. A late record goes to the folder of its time too.
     *
     * @param pattern of {@link DateTimeFormatter}, for instance {@code 'day='yyyy-MM-dd/'hour='HH}
     */
    public S3Sink<T> bucketByEventTime(String pattern, ZoneId zone) {
        return with(Bucketing.byEventTime(DateTimeFormatter.ofPattern(pattern, Locale.ROOT), zone));
    }

    @Override
    public String describe() {
        FileSinkSettings files = settings.files().get();
        return "objects " + directory + files.prefix().orElse("") + "*" + files.suffix();
    }

    @Override
    public SinkTraits traits() {
        return new SinkTraits(Guarantee.EXACTLY_ONCE, true);
    }

    @Override
    public List<String> preconditions() {
        return List.of(
                "nobody else writes, changes or deletes the objects of the sink",
                "the service knows If-None-Match for puts and completed uploads",
                "no rule of the bucket aborts uploads that are younger than the job may be down");
    }

    @Override
    public Codec<PreparedObjects> committableCodec() {
        return Codecs.of(PreparedObjects.class);
    }

    @Override
    public SinkWriter<T, PreparedObjects> open(SinkContext context) throws IOException {
        ObjectStore store = new ObjectStore(settings.client().get(), context.environment());
        try {
            store.checkBucket(directory.bucket());
            return new S3SinkWriter<>(
                    new S3SinkWriter.Setup<>(
                            directory,
                            settings.files().get(),
                            settings.objects().get(),
                            layout,
                            nanoClock),
                    store,
                    context);
        } catch (Throwable e) {
            store.close();
            throw e;
        }
    }

    @Override
    public Committer<PreparedObjects> committer(SinkContext context) {
        return new S3Committer(
                new ObjectStore(settings.client().get(), context.environment()),
                directory,
                context,
                settings.objects().get().maxRequests());
    }

    @Override
    public void recover(SinkContext context, Collection<PreparedObjects> restored) throws IOException {
        try (ObjectStore store = new ObjectStore(settings.client().get(), context.environment())) {
            intents(store, context).sweepLane(restored);
        }
    }

    @Override
    public void finish(SinkContext context) throws IOException {
        try (ObjectStore store = new ObjectStore(settings.client().get(), context.environment())) {
            intents(store, context).remove();
        }
    }

    private UploadIntents intents(ObjectStore store, SinkContext context) {
        return new UploadIntents(store, directory.bucket(), directory.key(), context);
    }
}
