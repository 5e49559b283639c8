package io.penstock.connector.s3;

import com.typesafe.config.Config;
import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.Configured;
import io.penstock.connector.Environment;
import io.penstock.connector.ErrorPolicy;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import io.penstock.connector.SplitDiscovery;
import io.penstock.connector.files.ChangePolicy;
import io.penstock.connector.files.CsvRecord;
import io.penstock.connector.files.FileSourceSettings;
import io.penstock.connector.files.ParseFunction;
import io.penstock.connector.files.RecordFormat;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/**
 * Reads objects of S3-compatible storage: lines, CSV or JSON records, plain or compressed (by the end of the key, {@code
 * .gz} or {@code .zst}), and Avro container files. Immutable: each option gives another source.
 *
 * <pre>{@code
 * S3Source.csv("s3://flights/2001/*.csv.gz").parse(r -> new Flight(r.get("origin"), r.getInt("delay_minutes")))
 * S3Source.jsonLines(Event.class, "s3://events/*.jsonl").follow()
 * }</pre>
 *
 * <p><b>Guarantee:</b> exactly once. A position is an exact byte, and every request for bytes carries the ETag that the
 * object had when it was listed: bytes of another object never come in, and {@link #onChange} says what happens then.
 *
 * <p><b>Which objects:</b> listed once, when the job starts without a checkpoint; nothing found is an error. With {@link
 * #follow}, listed again and again, without an end, and nothing found is no error. In a glob {@code *} and {@code ?} stop at
 * slashes and {@code **}{@code /} stands for any number of folders, also for none; what ends with a slash stands for the
 * objects directly behind it; names that begin with a dot are left out, so that what an {@link S3Sink} keeps beside its
 * objects is none of them.
 *
 * <p><b>Errors:</b> a record that cannot be read obeys {@link #onError}. Requests that failed for a reason that may pass
 * are repeated with backoff up to a limit; then the source task fails and goes on from its last checkpoint.
 *
 * @param <T> the records
 */
public final class S3Source<T> implements Source<T, ObjectSplit> {
    private final ObjectSet objects;
    private final RecordFormat<T> format;
    private final Settings settings;

    private record Settings(
            Configured<S3ClientSettings> client,
            Configured<FileSourceSettings> files,
            Configured<S3SourceSettings> objects,
            ObjectOrder order,
            boolean follow) {
        Settings client(UnaryOperator<S3ClientSettings> option) {
            return new Settings(client.with(option), files, objects, order, follow);
        }

        Settings files(UnaryOperator<FileSourceSettings> option) {
            return new Settings(client, files.with(option), objects, order, follow);
        }

        Settings objects(UnaryOperator<S3SourceSettings> option) {
            return new Settings(client, files, objects.with(option), order, follow);
        }

        Settings under(Config config) {
            return new Settings(client.under(config), files.under(config), objects.under(config), order, follow);
        }
    }

    private S3Source(ObjectSet objects, RecordFormat<T> format, Settings settings) {
        this.objects = objects;
        this.format = format;
        this.settings = settings;
    }

    private static <T> S3Source<T> create(
            RecordFormat<T> format, Configured<FileSourceSettings> files, String... objectsOrGlobs) {
        return new S3Source<>(
                ObjectSet.of(objectsOrGlobs),
                format,
                new Settings(
                        S3ClientSettings.configured(), files, S3SourceSettings.configured(), ObjectOrder.KEY, false));
    }

    /** Each line, without its line end ({@code \n} or {@code \r\n}). */
    public static S3Source<String> lines(String... objectsOrGlobs) {
        return create(RecordFormat.lines(), FileSourceSettings.configured(false, false), objectsOrGlobs);
    }

    /** Each record of CSV, as {@link io.penstock.connector.files.FileSource#csv(String...)} reads it. */
    public static S3Source<CsvRecord> csv(String... objectsOrGlobs) {
        return create(RecordFormat.csv(), FileSourceSettings.configured(true, true), objectsOrGlobs);
    }

    /**
     * The JSON value of each line, as {@link io.penstock.connector.files.FileSource#jsonLines(Class, String...)} reads it.
     */
    public static <T> S3Source<T> jsonLines(Class<T> type, String... objectsOrGlobs) {
        return create(RecordFormat.jsonLines(type), FileSourceSettings.configured(false, false), objectsOrGlobs);
    }

    /** The records of Avro container files, each with the schema it was written with. */
    public static S3Source<GenericRecord> avro(String... objectsOrGlobs) {
        return create(RecordFormat.avro(Optional.empty()), FileSourceSettings.configured(false, false), objectsOrGlobs);
    }

    /** As {@link #avro(String...)}, with all records in one schema, resolved by Avro's rules. */
    public static S3Source<GenericRecord> avro(Schema schema, String... objectsOrGlobs) {
        return create(
                RecordFormat.avro(Optional.of(schema)), FileSourceSettings.configured(false, false), objectsOrGlobs);
    }

    private S3Source<T> with(Settings changed) {
        return new S3Source<>(objects, format, changed);
    }

    S3Source<T> with(S3SourceSettings changed) {
        return with(settings.objects(options -> changed));
    }

    @Override
    public S3Source<T> configured(Config config) {
        return with(settings.under(config));
    }

    /** Makes another value of each record. May be used several times: each function gets what the one before made. */
    public <U> S3Source<U> parse(ParseFunction<? super T, ? extends U> function) {
        return new S3Source<>(objects, format.then(function), settings);
    }

    /** Where the service answers, if it is not AWS. */
    public S3Source<T> endpoint(URI endpoint) {
        return with(settings.client(options -> options.withEndpoint(endpoint)));
    }

    /** The region of the buckets. */
    public S3Source<T> region(String region) {
        return with(settings.client(options -> options.withRegion(region)));
    }

    /** Whether the bucket is in the path of requests and not in the name of the host. */
    public S3Source<T> pathStyle(boolean pathStyle) {
        return with(settings.client(options -> options.withPathStyle(pathStyle)));
    }

    /**
     * Objects that come up later are read too, and the source has no end. An object is known by its key: one that was read
     * to its end is not read again, also if another one takes its place. What is known of it is kept until it is deleted.
     */
    public S3Source<T> follow() {
        return with(new Settings(settings.client(), settings.files(), settings.objects(), settings.order(), true));
    }

    /** How long to wait between two listings of a source that follows. The default is 10 seconds. */
    public S3Source<T> listEvery(Duration interval) {
        return with(settings.objects(options -> options.withListEvery(interval)));
    }

    /** How many objects there may be; more are an error. The default is 100,000. */
    public S3Source<T> maxObjects(int objectsAtMost) {
        return with(settings.objects(options -> options.withMaxObjects(objectsAtMost)));
    }

    /** In which order objects are begun. The default is {@link ObjectOrder#KEY}. */
    public S3Source<T> orderBy(ObjectOrder order) {
        return with(new Settings(settings.client(), settings.files(), settings.objects(), order, settings.follow()));
    }

    /** Whether the first line of each object is a header. The default is true for CSV and false for others. */
    public S3Source<T> header(boolean header) {
        return with(settings.files(options -> options.withHeader(header)));
    }

    /** What stands between the fields of a CSV record. The default is a comma. */
    public S3Source<T> delimiter(char delimiter) {
        return with(settings.files(options -> options.withDelimiter(delimiter)));
    }

    /** Whether quoted CSV fields may hold line ends. The default is true. */
    public S3Source<T> multiline(boolean multiline) {
        return with(settings.files(options -> options.withMultiline(multiline)));
    }

    /** How bytes are text. The default is UTF-8; see {@link io.penstock.connector.files.FileSource#charset}. */
    public S3Source<T> charset(Charset charset) {
        return with(settings.files(options -> options.withCharset(charset)));
    }

    /** The longest record, in bytes; a longer one is bad. The default is 1 MiB. */
    public S3Source<T> maxLineBytes(int bytes) {
        return with(settings.files(options -> options.withMaxLineBytes(bytes)));
    }

    /** What happens to bad records. The default is {@link ErrorPolicy#FAIL}. */
    public S3Source<T> onError(ErrorPolicy policy) {
        return with(settings.files(options -> options.withOnError(policy)));
    }

    /** What happens when an object is no longer the one that was listed. The default is {@link ChangePolicy#FAIL}. */
    public S3Source<T> onChange(ChangePolicy policy) {
        return with(settings.files(options -> options.withOnChange(policy)));
    }

    /** The most bytes that one byte of a compressed object may become; more fails the source. The default is 250. */
    public S3Source<T> maxDecompressionRatio(int ratio) {
        return with(settings.files(options -> options.withMaxDecompressionRatio(ratio)));
    }

    /** The largest block of an Avro file, as it lies in the object; a larger one fails the source. The default is 64 MiB. */
    public S3Source<T> maxBlockBytes(int bytes) {
        return with(settings.files(options -> options.withMaxBlockBytes(bytes)));
    }

    @Override
    public String describe() {
        return "objects " + objects;
    }

    @Override
    public SourceTraits traits() {
        return new SourceTraits(true, !settings.follow(), true);
    }

    @Override
    public List<String> preconditions() {
        return List.of("no object is replaced or deleted before the job has read it (either is noticed)");
    }

    @Override
    public List<ObjectSplit> splits() throws IOException {
        try (ObjectStore store = new ObjectStore(settings.client().get(), Environment.standalone())) {
            return objects.splits(
                    store,
                    new ObjectSet.Settings(settings.objects().get().maxObjects(), settings.order()),
                    !settings.follow());
        }
    }

    @Override
    public SourceReader<T, ObjectSplit> reader(ReadSettings reading) {
        return new S3Reader<>(
                new ObjectStore(settings.client().get(), reading.environment()),
                format,
                settings.files().get(),
                settings.objects().get(),
                reading);
    }

    @Override
    public Codec<ObjectSplit> splitCodec() {
        return Codecs.of(ObjectSplit.class);
    }

    @Override
    public Optional<SplitDiscovery<ObjectSplit>> discovery() {
        if (!settings.follow()) {
            return Optional.empty();
        }
        Duration interval = settings.objects().get().listEvery();
        return Optional.of(new SplitDiscovery<>() {
            @Override
            public Duration interval() {
                return interval;
            }

            @Override
            public String idOf(ObjectSplit split) {
                return split.location().toString();
            }

            @Override
            public int numberOf(ObjectSplit split) {
                return split.location().toString().hashCode();
            }

            @Override
            public boolean splitsEnd() {
                return true;
            }
        });
    }
}
