package io.penstock.engine.savepoint;

import io.penstock.api.Savepoint;
import io.penstock.engine.checkpoint.GraphRecord;
import io.penstock.engine.checkpoint.TaskId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A savepoint while it is written: beside its place, under a name that says it is unfinished. {@link #publish} forces
 * everything to disk and gives it its name in one step, so that a folder of that name is whole or not there. All calls
 * may block; by one thread at a time.
 */
final class SavepointDraft {
    private static final Logger log = LoggerFactory.getLogger(SavepointDraft.class);
    private static final boolean DIRECTORIES_CAN_SYNC =
            !System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("windows");

    private final Path folder;
    private final Path draft;
    private final String id;
    private final WrittenSchemas schemas;
    private final List<SavepointManifest.TaskFile> tasks = new ArrayList<>();
    private @Nullable Open open;

    /** The file that is being written. */
    private record Open(TaskId task, String name, ChunkFile.Writer writer) {}

    private SavepointDraft(Path folder, Path draft, String id, WrittenSchemas schemas) {
        this.folder = folder;
        this.draft = draft;
        this.id = id;
        this.schemas = schemas;
    }

    /**
     * Begins a savepoint.
     *
     * @param folder its place, where nothing must be
     * @param id of the savepoint
     */
    static SavepointDraft create(Path folder, String id, GraphRecord graph) throws IOException {
        Path absolute = folder.toAbsolutePath().normalize();
        SavepointFolder.refuseIfTaken(absolute);
        Path parent = absolute.getParent();
        if (parent == null) {
            throw new SavepointException(folder + " is the root of a file system: give a folder in it");
        }
        Files.createDirectories(parent);
        Path draft = parent.resolve("." + absolute.getFileName() + ".unfinished-" + id);
        Files.createDirectory(draft);
        return new SavepointDraft(absolute, draft, id, new WrittenSchemas(graph));
    }

    /** Begins the snapshot of a task. */
    void begin(TaskId task) throws IOException {
        // A number first: two operators may differ in upper and lower case only, two file names on some systems may
        // not.
        String name = tasks.size() + "-" + task.operator() + "-" + task.index() + ".chunks";
        open = new Open(task, name, new ChunkFile.Writer(draft.resolve(name)));
    }

    private Open current() {
        Open current = open;
        if (current == null) {
            throw new IllegalStateException("no snapshot is being written to " + draft);
        }
        return current;
    }

    void chunk(byte[] bytes) throws IOException {
        Open current = current();
        current.writer.write(bytes);
        schemas.scan(current.task.operator(), bytes);
    }

    /** Ends the snapshot of a task. */
    void end() throws IOException {
        Open current = current();
        ChunkFile.Writer writer = current.writer;
        writer.finish();
        tasks.add(new SavepointManifest.TaskFile(
                current.task.operator(),
                current.task.index(),
                current.name,
                writer.chunks(),
                writer.bytes(),
                writer.crc32c()));
        open = null;
    }

    String id() {
        return id;
    }

    /** What the draft knows, for the manifest. */
    List<SavepointManifest.TaskFile> tasks() {
        return tasks;
    }

    List<SavepointManifest.SchemaText> schemas() {
        return schemas.texts();
    }

    /** The point of no return: afterwards the savepoint is there, whatever happens. */
    Savepoint publish(SavepointManifest manifest) throws IOException {
        byte[] json = SavepointFolder.JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest);
        write(SavepointFolder.MANIFEST, json);
        write(SavepointFolder.MANIFEST_CRC, (SavepointFolder.crcOf(json) + "\n").getBytes(StandardCharsets.ISO_8859_1));
        syncDirectory(draft);
        SavepointFolder.refuseIfTaken(folder);
        Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
        syncDirectory(folder.resolveSibling("."));
        return SavepointFolder.describe(folder, manifest);
    }

    private void write(String name, byte[] bytes) throws IOException {
        try (FileChannel channel =
                FileChannel.open(draft.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var buffer = java.nio.ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private static void syncDirectory(Path directory) throws IOException {
        if (DIRECTORIES_CAN_SYNC) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Removes what was written. What cannot be removed is named in the log. */
    void abandon() {
        try {
            if (open != null) {
                open.writer.close();
            }
            if (!Files.isDirectory(draft)) {
                return;
            }
            try (DirectoryStream<Path> files = Files.newDirectoryStream(draft)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
            Files.delete(draft);
        } catch (IOException e) {
            log.warn("the unfinished savepoint {} could not be removed: remove it by hand", draft, e);
        }
    }
}
