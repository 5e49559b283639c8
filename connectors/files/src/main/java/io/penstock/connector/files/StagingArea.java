package io.penstock.connector.files;

import io.penstock.connector.SinkContext;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the files of one lane lie until they are committed:
 *
 * <pre>
 *   directory/.staging/{jobId}/{sink}/{lane}-of-{lanes}/g{generation}-{n}.part
 * </pre>
 *
 * The number of lanes is part of the path because after a change of it a restored file may be committed by any lane: only
 * as long as it has not changed does a lane know that nobody but itself names files in its folder.
 */
final class StagingArea {
    static final String ROOT = ".staging";

    private static final Pattern PART = Pattern.compile("g(\\d{1,18})-(\\d{1,18})\\.part");
    private static final int CREATE_ATTEMPTS = 10;

    private final Disk disk;
    private final Path directory;
    private final SinkContext context;
    private final Path jobFolder;
    private final Path sinkFolder;
    private final String ofLanes;
    private final Path laneFolder;

    StagingArea(Disk disk, Path directory, SinkContext context) {
        this.disk = disk;
        this.directory = directory;
        this.context = context;
        this.jobFolder = directory.resolve(ROOT).resolve(FileSinkSettings.checkSafe("job id", context.jobId()));
        this.sinkFolder = jobFolder.resolve(FileSinkSettings.checkSafe("sink name", context.sinkName()));
        this.ofLanes = "-of-" + context.lanes();
        this.laneFolder = sinkFolder.resolve(context.lane() + ofLanes);
    }

    Path laneFolder() {
        return laneFolder;
    }

    /** As {@link StagedFile#staged} has it. */
    String relative(Path staged) {
        return directory.relativize(staged).toString().replace('\\', '/');
    }

    /** Creates the file of this generation with a number that was not used before. */
    Opened create(long number) throws IOException {
        Path file = laneFolder.resolve("g" + context.generation() + "-" + number + ".part");
        for (int attempt = 1; ; attempt++) {
            try {
                disk.createDirectories(laneFolder);
                return new Opened(file, disk.create(file));
            } catch (NoSuchFileException e) {
                // Another job that ended just now removed the folder because it was empty.
                if (attempt == CREATE_ATTEMPTS) {
                    throw DiskProblem.of("create", file, e);
                }
            } catch (java.nio.file.FileAlreadyExistsException e) {
                if (Files.exists(file)) {
                    throw new IOException(
                            file + " exists, so generation " + context.generation() + " of job " + context.jobName()
                                    + " writes twice: stop the other process, then start the job again",
                            e);
                }
                throw DiskProblem.of("create", file, e);
            } catch (IOException e) {
                throw DiskProblem.of("create", file, e);
            }
        }
    }

    /** A new file and its path. */
    record Opened(Path path, Disk.Output output) {}

    /** Deletes what earlier generations left in this lane's folder and no committable names. */
    void sweepLane(Collection<PreparedFiles> restored) throws IOException {
        Set<String> named = restored.stream()
                .flatMap(epoch -> Stream.concat(epoch.files().stream(), epoch.manifest().stream()))
                .map(StagedFile::staged)
                .collect(Collectors.toSet());
        sweep(laneFolder, part -> part.generation < context.generation() && !named.contains(relative(part.path)));
    }

    /**
     * Deletes what was left when the sink had another number of lanes. May be called once every lane has committed what
     * it was restored with.
     */
    void sweepFormerLanes() throws IOException {
        for (Path folder : list(sinkFolder)) {
            if (!String.valueOf(folder.getFileName()).endsWith(ofLanes) && Files.isDirectory(folder)) {
                sweep(folder, part -> part.generation < context.generation());
                deleteIfEmpty(folder);
            }
        }
    }

    /** The job is over: deletes what is left of this lane, and the folders that are empty then. */
    void remove() throws IOException {
        sweep(laneFolder, part -> part.generation <= context.generation());
        if (context.lane() == 0) {
            sweepFormerLanes();
        }
        for (Path folder : List.of(laneFolder, sinkFolder, jobFolder, directory.resolve(ROOT))) {
            if (!deleteIfEmpty(folder)) {
                return;
            }
        }
    }

    private record Part(Path path, long generation) {}

    private void sweep(Path folder, Predicate<Part> stale) throws IOException {
        for (Path file : list(folder)) {
            Matcher name = PART.matcher(String.valueOf(file.getFileName()));
            if (name.matches() && stale.test(new Part(file, Long.parseLong(name.group(1))))) {
                try {
                    disk.delete(file);
                } catch (IOException e) {
                    throw DiskProblem.of("delete the left over file", file, e);
                }
            }
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(entries::add);
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return entries;
    }

    /** False if it has entries. */
    private boolean deleteIfEmpty(Path folder) throws IOException {
        try {
            disk.delete(folder);
            return true;
        } catch (DirectoryNotEmptyException e) {
            return false;
        }
    }
}
