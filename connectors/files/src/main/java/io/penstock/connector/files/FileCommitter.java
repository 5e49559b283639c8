package io.penstock.connector.files;

import io.penstock.connector.Committer;
import io.penstock.connector.SinkContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;

/** Gives prepared files their names. Each step can be repeated, and the set of a commit may be renamed in part. */
final class FileCommitter implements Committer<StagedFile> {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path directory;
    private final Disk disk;
    private final SinkContext context;
    private final StagingArea area;
    private boolean sweptFormerLanes;

    FileCommitter(Path directory, Disk disk, SinkContext context) {
        this.directory = directory;
        this.disk = disk;
        this.context = context;
        this.area = new StagingArea(disk, directory, context);
    }

    @Override
    public void commit(List<StagedFile> files) throws IOException {
        if (files.isEmpty()) {
            return;
        }
        for (StagedFile file : files) {
            commit(file, inside(file.staged()), inside(file.name()));
        }
        // Also when all were renamed before: the process may have died between renaming and this.
        try {
            disk.syncDirectory(directory);
        } catch (IOException e) {
            throw DiskProblem.of("flush", directory, e);
        }
        sweepFormerLanes(files);
    }

    /** A checkpoint of this generation is complete, so every lane has long committed what it was restored with. */
    private void sweepFormerLanes(List<StagedFile> files) throws IOException {
        if (!sweptFormerLanes
                && context.lane() == 0
                && files.stream().anyMatch(file -> file.generation() == context.generation())) {
            area.sweepFormerLanes();
            sweptFormerLanes = true;
        }
    }

    private void commit(StagedFile file, Path staged, Path target) throws IOException {
        if (!Files.exists(staged)) {
            checkCommittedBefore(file, staged, target);
            return;
        }
        long length = Files.size(staged);
        if (length != file.length()) {
            throw new IOException(staged + " has " + length + " bytes, but " + file.length()
                    + " were prepared: it was changed. Restore it to commit it as " + target);
        }
        if (Files.exists(target)) {
            if (!isContentOf(file, target)) {
                throw new IOException(target + " exists with other content than " + staged
                        + ", which is to be committed under that name. Nothing is overwritten: move " + target
                        + " away, then run the job again, and the commit is repeated");
            }
            disk.delete(staged);
            return;
        }
        try {
            disk.move(staged, target);
        } catch (NoSuchFileException e) {
            // A committer of another generation was quicker.
            checkCommittedBefore(file, staged, target);
        } catch (IOException e) {
            throw DiskProblem.of("rename " + staged + " to", target, e);
        }
    }

    private void checkCommittedBefore(StagedFile file, Path staged, Path target) throws IOException {
        if (!Files.exists(target)) {
            throw new IOException("neither the prepared file " + staged + " nor the committed file " + target
                    + " exists: one of them was deleted or moved away. Put it back (" + file.length()
                    + " bytes, CRC-32C " + Integer.toHexString(file.crc32c()) + "), then run the job again");
        }
        if (!isContentOf(file, target)) {
            throw new IOException("the prepared file " + staged + " is gone and the committed file " + target
                    + " is not what was prepared (expected " + file.length() + " bytes with CRC-32C "
                    + Integer.toHexString(file.crc32c()) + ", found " + Files.size(target)
                    + " bytes): it was changed. Put the former file back, then run the job again");
        }
    }

    private static boolean isContentOf(StagedFile file, Path found) throws IOException {
        if (Files.size(found) != file.length()) {
            return false;
        }
        CRC32C crc = new CRC32C();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(found)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                crc.update(buffer, 0, read);
            }
        }
        return (int) crc.getValue() == file.crc32c();
    }

    private Path inside(String relative) {
        Path path = directory.resolve(relative).normalize();
        if (!path.startsWith(directory)) {
            throw new IllegalArgumentException(
                    "committable names '" + relative + "', which is not in the directory of the sink " + directory);
        }
        return path;
    }
}
