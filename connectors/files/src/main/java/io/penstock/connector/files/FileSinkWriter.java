package io.penstock.connector.files;

import io.penstock.connector.RecordBatch;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes one lane: the parts of the current epoch, in the staging area, one of them open at a time. */
final class FileSinkWriter<T> implements SinkWriter<T, StagedFile> {
    private final FileSinkSettings settings;
    private final RowFormat<T> format;
    private final Disk disk;
    private final SinkContext context;
    private final StagingArea area;
    private final byte[] header;
    private final StringBuilder row = new StringBuilder();

    private final List<StagedFileWriter> closed = new ArrayList<>();
    private @Nullable StagedFileWriter open;
    private long created;

    FileSinkWriter(FileSinkSettings settings, RowFormat<T> format, Disk disk, SinkContext context) {
        this.settings = settings;
        this.format = format;
        this.disk = disk;
        this.context = context;
        this.area = new StagingArea(disk, settings.directory(), context);
        String line = format.header();
        this.header = line == null ? new byte[0] : line.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void write(RecordBatch<T> batch) throws IOException {
        for (int i = 0; i < batch.size(); i++) {
            row.setLength(0);
            format.append(batch.value(i), row);
            byte[] bytes = row.toString().getBytes(StandardCharsets.UTF_8);
            part(bytes.length).write(bytes);
        }
    }

    /** The open part, or a new one if there is none or it has no room for that many bytes. */
    private StagedFileWriter part(int bytes) throws IOException {
        StagedFileWriter part = open;
        if (part != null && part.length() > header.length && part.length() + bytes > settings.maxFileBytes()) {
            closePart();
            part = null;
        }
        if (part == null) {
            part = new StagedFileWriter(area.create(created++));
            open = part;
            part.write(header);
        }
        return part;
    }

    private void closePart() throws IOException {
        StagedFileWriter part = open;
        if (part != null) {
            part.finish();
            closed.add(part);
            open = null;
        }
    }

    @Override
    public List<StagedFile> prepare(long epoch) throws IOException {
        closePart();
        if (closed.isEmpty()) {
            return List.of();
        }
        try {
            disk.syncDirectory(area.laneFolder());
        } catch (IOException e) {
            throw DiskProblem.of("flush", area.laneFolder(), e);
        }
        List<StagedFile> prepared = new ArrayList<>(closed.size());
        for (int part = 0; part < closed.size(); part++) {
            StagedFileWriter file = closed.get(part);
            FileName name = new FileName(
                    settings.prefix().orElse(context.sinkName()), epoch, context.lane(), part, settings.suffix());
            refuseIfTaken(settings.directory().resolve(name.toString()));
            prepared.add(new StagedFile(
                    area.relative(file.path()), name.toString(), file.length(), file.crc32c(), context.generation()));
        }
        closed.clear();
        return prepared;
    }

    /** Better now, when the epoch can still be aborted, than at its commit, which will be tried for ever. */
    private void refuseIfTaken(Path target) throws IOException {
        if (Files.exists(target)) {
            throw new IOException(target + " exists, and sink " + context.sinkName() + " of job " + context.jobName()
                    + " has not written it: another job or an earlier run did. Nothing is overwritten: move the file"
                    + " away, or give the sink another directory or prefix");
        }
    }

    @Override
    public void close() throws IOException {
        List<StagedFileWriter> dropped = new ArrayList<>(closed);
        StagedFileWriter unfinished = open;
        closed.clear();
        open = null;
        if (unfinished != null) {
            unfinished.close();
            dropped.add(unfinished);
        }
        for (StagedFileWriter file : dropped) {
            disk.delete(file.path());
        }
    }
}
