package io.penstock.connector.files;

import io.penstock.connector.ConnectorMetrics;
import io.penstock.connector.RecordBatch;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Writes one lane: the files of the current epoch, in the staging area. */
final class FileSinkWriter<T> implements SinkWriter<T, PreparedFiles> {
    private final Path directory;
    private final FileSinkSettings settings;
    private final Disk disk;
    private final SinkContext context;
    private final StagingArea area;
    private final PartFiles<T, StagedOutput> parts;
    private final ConnectorMetrics.Counter files;
    private final ConnectorMetrics.Counter bytesWritten;
    private long created;

    /** What writers of all lanes share. */
    record Setup<T>(
            Path directory, FileSinkSettings settings, PartFiles.Layout<T> layout, Disk disk, LongSupplier nanoClock) {}

    FileSinkWriter(Setup<T> setup, SinkContext context) {
        this.directory = setup.directory();
        this.settings = setup.settings();
        this.disk = setup.disk();
        this.context = context;
        this.area = new StagingArea(disk, directory, context);
        this.files = context.environment().metrics().counter("files");
        this.bytesWritten = context.environment().metrics().counter("bytesWritten");
        this.parts = new PartFiles<>(settings, setup.layout(), setup.nanoClock(), context, this::create);
    }

    private StagedOutput create() throws IOException {
        return new StagedOutput(disk, area.create(created++));
    }

    @Override
    public void write(RecordBatch<T> batch) throws IOException {
        parts.write(batch);
    }

    @Override
    public List<PreparedFiles> prepare(long epoch) throws IOException {
        List<Part<StagedOutput>> finished = parts.finish();
        if (finished.isEmpty()) {
            return List.of();
        }
        List<StagedFile> prepared = new ArrayList<>(finished.size());
        List<FileManifest.Entry> entries = new ArrayList<>(finished.size());
        for (Part<StagedOutput> part : finished) {
            String name = parts.name(part, epoch);
            refuseIfTaken(name);
            prepared.add(new StagedFile(
                    area.relative(part.output().path()), name, part.length(), part.crc32c(), context.generation()));
            entries.add(new FileManifest.Entry(name, part.rows(), part.length(), part.crc32c()));
        }
        Optional<StagedFile> manifest = settings.manifest() ? Optional.of(manifest(epoch, entries)) : Optional.empty();
        try {
            disk.syncDirectory(area.laneFolder());
        } catch (IOException e) {
            throw DiskProblem.of("flush", area.laneFolder(), e);
        }
        parts.handedOver();
        files.add(prepared.size());
        prepared.forEach(file -> bytesWritten.add(file.length()));
        return List.of(new PreparedFiles(prepared, manifest));
    }

    private StagedFile manifest(long epoch, List<FileManifest.Entry> entries) throws IOException {
        FileManifest manifest = new FileManifest(
                context.jobName(), context.sinkName(), settings.prefix(context), epoch, context.lane(), entries);
        StagedOutput output = create();
        PartStream stream = new PartStream(output);
        try {
            stream.write(manifest.toJson());
            stream.finish();
        } catch (Throwable e) {
            output.discard();
            throw e;
        }
        String name = manifest.fileName();
        refuseIfTaken(name);
        return new StagedFile(
                area.relative(output.path()), name, stream.length(), stream.crc32c(), context.generation());
    }

    /** Better now, when the epoch can still be aborted, than at its commit, which will be tried for ever. */
    private void refuseIfTaken(String name) throws IOException {
        Path target = directory.resolve(name);
        if (Files.exists(target)) {
            throw new IOException(target + " exists, and sink " + context.sinkName() + " of job " + context.jobName()
                    + " has not written it: another job or an earlier run did. Nothing is overwritten: move the file"
                    + " away, or give the sink another directory or prefix");
        }
    }

    @Override
    public void close() throws IOException {
        parts.close();
    }
}
