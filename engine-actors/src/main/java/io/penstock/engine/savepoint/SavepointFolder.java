package io.penstock.engine.savepoint;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.penstock.api.Savepoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * A savepoint on disk, to be read. All calls may block.
 *
 * <pre>
 * FOLDER/savepoint.json           the manifest
 * FOLDER/savepoint.json.crc32c    its checksum, eight hexadecimal digits
 * FOLDER/0-numbers-0.chunks       the snapshot of each task: see {@link ChunkFile}
 * </pre>
 */
public final class SavepointFolder {
    static final String MANIFEST = "savepoint.json";
    static final String MANIFEST_CRC = "savepoint.json.crc32c";
    /** A manifest has a few lines for each task and for each field of a state; this bounds what is read into memory. */
    private static final long MOST_MANIFEST_BYTES = 256L << 20;

    static final JsonMapper JSON = JsonMapper.builder()
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
            .addModule(InstantText.module())
            .build();

    private final Path path;
    private final SavepointManifest manifest;

    private SavepointFolder(Path path, SavepointManifest manifest) {
        this.path = path;
        this.manifest = manifest;
    }

    /**
     * Reads the manifest.
     *
     * @throws SavepointException if there is no savepoint, or one of a later format
     * @throws DamagedSavepointException if the manifest is not what was written
     */
    public static SavepointFolder open(Path path) {
        Path file = path.resolve(MANIFEST);
        if (!Files.isRegularFile(file)) {
            throw new SavepointException(path + " holds no savepoint: there is no " + MANIFEST
                    + " in it. Give the folder that 'savepoint' said");
        }
        try {
            long size = Files.size(file);
            if (size > MOST_MANIFEST_BYTES) {
                throw new DamagedSavepointException(
                        file, "it has " + size + " bytes, at most " + MOST_MANIFEST_BYTES + " are legal");
            }
            byte[] bytes = Files.readAllBytes(file);
            checkCrc(path, file, bytes);
            return new SavepointFolder(path, parse(file, bytes));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /**
     * Looks whether a savepoint can be written there.
     *
     * @throws SavepointException if something is there already
     */
    public static void refuseIfTaken(Path path) {
        if (Files.exists(path)) {
            throw new SavepointException(
                    path + " exists: nothing is overwritten. Give the folder of the savepoint a new name");
        }
    }

    private static void checkCrc(Path path, Path file, byte[] bytes) throws IOException {
        Path crcFile = path.resolve(MANIFEST_CRC);
        if (!Files.isRegularFile(crcFile) || Files.size(crcFile) > 64) {
            throw new DamagedSavepointException(crcFile, "it is missing, or no checksum");
        }
        String expected = new String(Files.readAllBytes(crcFile), StandardCharsets.ISO_8859_1).strip();
        String found = crcOf(bytes);
        if (!found.equals(expected)) {
            throw new DamagedSavepointException(
                    file, "CRC32C is " + found + ", expected " + expected + " (" + crcFile.getFileName() + ")");
        }
    }

    static String crcOf(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        return ChunkFile.hex((int) crc.getValue());
    }

    private static SavepointManifest parse(Path file, byte[] bytes) throws IOException {
        try {
            JsonNode tree = JSON.readTree(bytes);
            int format = tree.path("format").asInt(-1);
            if (format < SavepointManifest.WITHOUT_INGRESS || format > SavepointManifest.WITH_INGRESS) {
                throw new SavepointException(
                        file + " has format " + format + ", this version of Penstock reads formats "
                                + SavepointManifest.WITHOUT_INGRESS + " and " + SavepointManifest.WITH_INGRESS
                                + ": use the version that wrote it, or a later one");
            }
            return JSON.treeToValue(tree, SavepointManifest.class);
        } catch (JacksonException e) {
            throw new DamagedSavepointException(file, "it is no manifest: " + e.getOriginalMessage(), e);
        }
    }

    private static SavepointException unreadable(Path file, IOException e) {
        return new SavepointException(
                file + " cannot be read (" + e.getClass().getSimpleName() + ": " + e.getMessage()
                        + "): check that it is all there and may be read",
                e);
    }

    public Path path() {
        return path;
    }

    public SavepointManifest manifest() {
        return manifest;
    }

    /** What it is. */
    public Savepoint savepoint() {
        return describe(path, manifest);
    }

    static Savepoint describe(Path path, SavepointManifest manifest) {
        return new Savepoint(
                path,
                manifest.savepoint(),
                manifest.jobName(),
                manifest.checkpoint(),
                manifest.takenAt(),
                manifest.bytes(),
                manifest.last());
    }

    ChunkFile.Reader reader(SavepointManifest.TaskFile task) throws IOException {
        Path file = path.resolve(task.file());
        if (!path.equals(file.getParent())) {
            throw new DamagedSavepointException(
                    path.resolve(MANIFEST), "it names the file '" + task.file() + "', which is not in the folder");
        }
        return new ChunkFile.Reader(file, task);
    }

    /**
     * Reads a snapshot to its end.
     *
     * @throws DamagedSavepointException if it is not what was written; what was handed on before is not to be trusted
     */
    void read(SavepointManifest.TaskFile task, Consumer<byte[]> chunks) {
        try (ChunkFile.Reader reader = reader(task)) {
            for (byte[] chunk = reader.next(); chunk != null; chunk = reader.next()) {
                chunks.accept(chunk);
            }
        } catch (IOException e) {
            throw unreadable(path.resolve(task.file()), e);
        }
    }

    /**
     * Reads everything once.
     *
     * @throws DamagedSavepointException if something is not what was written
     */
    public void verify() {
        manifest.tasks().forEach(task -> read(task, chunk -> {}));
    }
}
