package io.penstock.connector.files;

import io.penstock.connector.Committer;
import io.penstock.connector.SinkContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gives prepared files their names. Each step can be repeated, and the set of a commit may be renamed in part. */
final class FileCommitter implements Committer<PreparedFiles> {
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
    public void commit(List<PreparedFiles> epochs) throws IOException {
        List<StagedFile> files = new ArrayList<>();
        List<StagedFile> manifests = new ArrayList<>();
        for (PreparedFiles epoch : epochs) {
            files.addAll(epoch.files());
            epoch.manifest().ifPresent(manifests::add);
        }
        commitAll(files);
        // Behind the flush of the files' names: a manifest that survives a loss of power names files that did too.
        commitAll(manifests);
        sweepFormerLanes(files);
    }

    private void commitAll(List<StagedFile> files) throws IOException {
        Set<Path> changed = new LinkedHashSet<>();
        for (StagedFile file : files) {
            Path target = inside(file.name());
            addFolders(target, changed);
            commit(file, inside(file.staged()), target);
        }
        // Also when all were renamed before: the process may have died between renaming and this.
        for (Path folder : changed) {
            try {
                disk.syncDirectory(folder);
            } catch (IOException e) {
                throw DiskProblem.of("flush", folder, e);
            }
        }
    }

    /**
     * Creates the folder of a file, and adds it and those above it up to the sink's directory: also one that was there
     * before may have been made by a process that died before it flushed its name.
     */
    private void addFolders(Path target, Set<Path> folders) throws IOException {
        Path folder = target.getParent();
        if (folder == null || folders.contains(folder)) {
            return;
        }
        try {
            disk.createDirectories(folder);
        } catch (IOException e) {
            throw DiskProblem.of("create the folder", folder, e);
        }
        for (Path above = folder; above != null && above.startsWith(directory); above = above.getParent()) {
            folders.add(above);
        }
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
        try {
            if (Files.exists(staged)) {
                rename(file, staged, target);
                return;
            }
        } catch (NoSuchFileException e) {
            // A committer of another generation was quicker, at whatever step of this one.
            if (Files.exists(staged)) {
                throw e;
            }
        }
        checkCommittedBefore(file, staged, target);
    }

    private void rename(StagedFile file, Path staged, Path target) throws IOException {
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
            throw e;
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
        return Files.size(found) == file.length() && FileManifest.crc32c(found) == file.crc32c();
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
