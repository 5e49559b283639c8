package io.penstock.connector.files;

import io.penstock.connector.RecordBatch;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Writes one lane: the files of the current epoch, in the staging area, at most one of each bucket open at a time. Beyond
 * the greatest number of open files the one that was used longest ago is closed.
 */
final class FileSinkWriter<T> implements SinkWriter<T, PreparedFiles> {
    private static final float LOAD_FACTOR = 0.75f;

    private final FileSinkSettings settings;
    private final FileFormat<T> format;
    private final Bucketing<T> bucketing;
    private final Disk disk;
    private final LongSupplier nanoClock;
    private final SinkContext context;
    private final StagingArea area;

    /** By bucket; the one that was used last comes last. */
    private final LinkedHashMap<String, PartFile<T>> open = new LinkedHashMap<>(16, LOAD_FACTOR, true);

    private final List<PartFile<T>> closed = new ArrayList<>();
    private long created;

    /** What writers of all lanes share. */
    record Setup<T>(
            FileSinkSettings settings,
            FileFormat<T> format,
            Bucketing<T> bucketing,
            Disk disk,
            LongSupplier nanoClock) {}

    FileSinkWriter(Setup<T> setup, SinkContext context) {
        this.settings = setup.settings();
        this.format = setup.format();
        this.bucketing = setup.bucketing();
        this.disk = setup.disk();
        this.nanoClock = setup.nanoClock();
        this.context = context;
        this.area = new StagingArea(disk, settings.directory(), context);
    }

    @Override
    public void write(RecordBatch<T> batch) throws IOException {
        closeOld();
        for (int i = 0; i < batch.size(); i++) {
            T value = batch.value(i);
            String bucket = bucketing.bucket(value, batch.timestampMillis(i));
            PartFile<T> part = open.get(bucket);
            if (part != null && part.write(value, settings.maxFileBytes())) {
                continue;
            }
            if (part != null) {
                close(part);
            }
            create(bucket).write(value, settings.maxFileBytes());
        }
    }

    private PartFile<T> create(String bucket) throws IOException {
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
        StagedFileWriter staged = new StagedFileWriter(area.create(created++));
        PartFile<T> part;
        try {
            part = new PartFile<>(
                    open.size() + closed.size(), bucket, staged, format, settings.compression(), nanoClock.getAsLong());
        } catch (Throwable e) {
            staged.abandon();
            throw e;
        }
        open.put(bucket, part);
        return part;
    }

    private void close(PartFile<T> part) throws IOException {
        part.finish();
        open.remove(part.bucket());
        closed.add(part);
    }

    private void closeOld() throws IOException {
        if (open.isEmpty()) {
            return;
        }
        long now = nanoClock.getAsLong();
        for (PartFile<T> part : List.copyOf(open.values())) {
            if (now - part.openedNanos() >= settings.maxFileAge().toNanos()) {
                close(part);
            }
        }
    }

    @Override
    public List<PreparedFiles> prepare(long epoch) throws IOException {
        for (PartFile<T> part : List.copyOf(open.values())) {
            close(part);
        }
        if (closed.isEmpty()) {
            return List.of();
        }
        closed.sort(Comparator.comparingInt(PartFile::number));
        List<StagedFile> prepared = new ArrayList<>(closed.size());
        List<FileManifest.Entry> entries = new ArrayList<>(closed.size());
        for (PartFile<T> file : closed) {
            StagedFile staged = staged(epoch, file);
            refuseIfTaken(staged.name());
            prepared.add(staged);
            entries.add(new FileManifest.Entry(staged.name(), file.rows(), staged.length(), staged.crc32c()));
        }
        Optional<StagedFile> manifest = settings.manifest() ? Optional.of(manifest(epoch, entries)) : Optional.empty();
        try {
            disk.syncDirectory(area.laneFolder());
        } catch (IOException e) {
            throw DiskProblem.of("flush", area.laneFolder(), e);
        }
        closed.clear();
        return List.of(new PreparedFiles(prepared, manifest));
    }

    private String prefix() {
        return settings.prefix().orElse(context.sinkName());
    }

    private StagedFile staged(long epoch, PartFile<T> file) {
        String suffix = settings.suffix()
                + (format.compressesItself() ? "" : settings.compression().extension());
        FileName name = new FileName(prefix(), epoch, context.lane(), file.number(), suffix);
        String path = file.bucket().isEmpty() ? name.toString() : file.bucket() + "/" + name;
        return new StagedFile(area.relative(file.path()), path, file.length(), file.crc32c(), context.generation());
    }

    private StagedFile manifest(long epoch, List<FileManifest.Entry> entries) throws IOException {
        FileManifest manifest =
                new FileManifest(context.jobName(), context.sinkName(), prefix(), epoch, context.lane(), entries);
        StagedFileWriter writer = new StagedFileWriter(area.create(created++));
        try {
            writer.write(manifest.toJson());
            writer.finish();
        } catch (Throwable e) {
            writer.abandon();
            throw e;
        }
        String name = manifest.fileName();
        refuseIfTaken(name);
        return new StagedFile(
                area.relative(writer.path()), name, writer.length(), writer.crc32c(), context.generation());
    }

    /** Better now, when the epoch can still be aborted, than at its commit, which will be tried for ever. */
    private void refuseIfTaken(String name) throws IOException {
        Path target = settings.directory().resolve(name);
        if (Files.exists(target)) {
            throw new IOException(target + " exists, and sink " + context.sinkName() + " of job " + context.jobName()
                    + " has not written it: another job or an earlier run did. Nothing is overwritten: move the file"
                    + " away, or give the sink another directory or prefix");
        }
    }

    @Override
    public void close() throws IOException {
        List<PartFile<T>> dropped = new ArrayList<>(closed);
        closed.clear();
        for (Iterator<PartFile<T>> parts = open.values().iterator(); parts.hasNext(); ) {
            PartFile<T> part = parts.next();
            parts.remove();
            part.abandon();
            dropped.add(part);
        }
        for (PartFile<T> file : dropped) {
            disk.delete(file.path());
        }
    }
}
