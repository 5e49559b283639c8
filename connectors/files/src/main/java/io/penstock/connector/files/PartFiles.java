package io.penstock.connector.files;

import io.penstock.connector.RecordBatch;
import io.penstock.connector.SinkContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The files of one lane and the current epoch, wherever they are stored: at most one of each bucket is open at a time, and
 * beyond the greatest number of open files the one that was used longest ago is closed. For one thread at a time.
 *
 * @param <T> the records
 * @param <O> where the bytes of a file go
 */
public final class PartFiles<T, O extends PartOutput> implements AutoCloseable {
    private static final float LOAD_FACTOR = 0.75f;

    private final FileSinkSettings settings;
    private final Layout<T> layout;
    private final LongSupplier nanoClock;
    private final SinkContext context;
    private final Opener<O> opener;

    /** By bucket; the one that was used last comes last. */
    private final LinkedHashMap<String, PartFile<T, O>> open = new LinkedHashMap<>(16, LOAD_FACTOR, true);

    private final List<Part<O>> closed = new ArrayList<>();

    /** What records become, and in which folder they go. Shared by all lanes. */
    public record Layout<T>(FileFormat<T> format, Bucketing<T> bucketing) {}

    /** Opens where the bytes of a new file go. */
    public interface Opener<O> {
        O open() throws IOException;
    }

    /** @param nanoClock for the age of files */
    public PartFiles(
            FileSinkSettings settings,
            Layout<T> layout,
            LongSupplier nanoClock,
            SinkContext context,
            Opener<O> opener) {
        this.settings = settings;
        this.layout = layout;
        this.nanoClock = nanoClock;
        this.context = context;
        this.opener = opener;
    }

    public void write(RecordBatch<T> batch) throws IOException {
        closeOld();
        for (int i = 0; i < batch.size(); i++) {
            T value = batch.value(i);
            String bucket = layout.bucketing().bucket(value, batch.timestampMillis(i));
            PartFile<T, O> part = open.get(bucket);
            if (part != null && part.write(value, settings.maxFileBytes())) {
                continue;
            }
            if (part != null) {
                close(part);
            }
            create(bucket).write(value, settings.maxFileBytes());
        }
    }

    private PartFile<T, O> create(String bucket) throws IOException {
        if (open.size() + closed.size() >= settings.maxFilesPerEpoch()) {
            throw new IOException("sink " + context.sinkName() + " of job " + context.jobName()
                    + " was to make more than "
                    + settings.maxFilesPerEpoch() + " files in one epoch of lane " + context.lane() + ", the next in '"
                    + bucket + "': use fewer buckets or larger files, take checkpoints more often, or raise"
                    + " maxFilesPerEpoch");
        }
        if (open.size() >= settings.maxOpenFiles()) {
            close(open.values().iterator().next());
        }
        O output = opener.open();
        PartFile<T, O> part;
        try {
            part = new PartFile<>(
                    open.size() + closed.size(),
                    bucket,
                    output,
                    layout.format(),
                    settings.compression(),
                    nanoClock.getAsLong());
        } catch (Throwable e) {
            output.discard();
            throw e;
        }
        open.put(bucket, part);
        return part;
    }

    private void close(PartFile<T, O> part) throws IOException {
        Part<O> finished = part.finish();
        open.remove(part.bucket());
        closed.add(finished);
    }

    private void closeOld() throws IOException {
        if (open.isEmpty()) {
            return;
        }
        long now = nanoClock.getAsLong();
        for (PartFile<T, O> part : List.copyOf(open.values())) {
            if (now - part.openedNanos() >= settings.maxFileAge().toNanos()) {
                close(part);
            }
        }
    }

    /** Finishes all files of the epoch, in their order. They stay with this until they are {@link #handedOver}. */
    public List<Part<O>> finish() throws IOException {
        for (PartFile<T, O> part : List.copyOf(open.values())) {
            close(part);
        }
        closed.sort(Comparator.comparingInt(Part::number));
        return List.copyOf(closed);
    }

    /** The files of the epoch are somebody else's now, and the next one begins. */
    public void handedOver() {
        closed.clear();
    }

    /** The name of a file, relative to the directory of the sink, with slashes. */
    public String name(Part<O> part, long epoch) {
        String suffix = settings.suffix()
                + (layout.format().compressesItself()
                        ? ""
                        : settings.compression().extension());
        FileName name = new FileName(settings.prefix(context), epoch, context.lane(), part.number(), suffix);
        return part.bucket().isEmpty() ? name.toString() : part.bucket() + "/" + name;
    }

    /** Discards what was not handed over. */
    @Override
    public void close() throws IOException {
        List<Part<O>> dropped = List.copyOf(closed);
        closed.clear();
        for (Iterator<PartFile<T, O>> parts = open.values().iterator(); parts.hasNext(); ) {
            PartFile<T, O> part = parts.next();
            parts.remove();
            part.discard();
        }
        for (Part<O> part : dropped) {
            part.output().discard();
        }
    }
}
