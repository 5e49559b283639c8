package io.penstock.connector.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * What one lane of a {@link FileSink} made visible with one epoch. A manifest appears in one step, behind all the files
 * it names: a reader that takes files from manifests only sees whole epochs of a lane, and can check what it reads. It is
 * a JSON file:
 *
 * <pre>{@code
 * .manifests/<prefix>-<epoch, ten digits>-<lane>.json
 * {"version":1,"job":"delays","sink":"by-day","prefix":"by-day","epoch":7,"lane":0,
 *  "files":[{"name":"day=2001-01-02/by-day-0000000007-0-0.csv","rows":2,"bytes":48,"crc32c":"9a71bb4c"}]}
 * }</pre>
 *
 * @param job the name of the job
 * @param sink the name of the sink
 * @param prefix of its file names
 * @param epoch the checkpoint that ended it
 * @param files in the order of their parts
 */
public record FileManifest(String job, String sink, String prefix, long epoch, int lane, List<Entry> files) {
    static final String FOLDER = ".manifests";

    private static final int VERSION = 1;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    public FileManifest {
        files = List.copyOf(files);
    }

    /**
     * One file.
     *
     * @param name relative to the directory of the sink, with slashes
     * @param rows how many records it holds; the header of a CSV file is none
     * @param bytes its length
     * @param crc32c CRC-32C of all its bytes
     */
    public record Entry(String name, long rows, long bytes, int crc32c) {}

    /**
     * The manifests of a sink, by epoch and lane; none if there are none.
     *
     * @param directory of the sink
     * @param prefix of the sink, which is its name unless it was given one
     */
    public static List<FileManifest> list(Path directory, String prefix) throws IOException {
        List<FileManifest> manifests = new ArrayList<>();
        try (Stream<Path> entries = Files.list(directory.resolve(FOLDER))) {
            for (Path path : (Iterable<Path>) entries::iterator) {
                if (String.valueOf(path.getFileName())
                        .matches(java.util.regex.Pattern.quote(prefix) + "-\\d+-\\d+\\.json")) {
                    manifests.add(read(path));
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        manifests.sort(Comparator.comparingLong(FileManifest::epoch).thenComparingInt(FileManifest::lane));
        return manifests;
    }

    /**
     * Reads a manifest.
     *
     * @throws IOException if it cannot be read, is none, or is of a version that this code does not know
     */
    public static FileManifest read(Path manifest) throws IOException {
        return parse(manifest.toString(), Files.readAllBytes(manifest));
    }

    /**
     * As {@link #read}, of the bytes of a manifest that is stored elsewhere.
     *
     * @param manifest what it is called, for errors
     */
    public static FileManifest parse(String manifest, byte[] bytes) throws IOException {
        try {
            JsonNode json = JSON.readTree(bytes);
            int version = json.required("version").asInt();
            if (version != VERSION) {
                throw new IOException(manifest + " has version " + version + ", this reader knows " + VERSION
                        + ": read it with the version of Penstock that wrote it, or a newer one");
            }
            List<Entry> files = new ArrayList<>();
            for (JsonNode file : json.required("files")) {
                files.add(new Entry(
                        file.required("name").asText(),
                        file.required("rows").asLong(),
                        file.required("bytes").asLong(),
                        Integer.parseUnsignedInt(file.required("crc32c").asText(), 16)));
            }
            return new FileManifest(
                    json.required("job").asText(),
                    json.required("sink").asText(),
                    json.required("prefix").asText(),
                    json.required("epoch").asLong(),
                    json.required("lane").asInt(),
                    files);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new IOException(manifest + " is no manifest of a file sink: " + e.getMessage(), e);
        }
    }

    /**
     * Reads every file and compares.
     *
     * @throws IOException names the first file that is missing or is not what was committed
     */
    public void verify(Path directory) throws IOException {
        for (Entry file : files) {
            Path path = directory.resolve(file.name());
            if (!Files.exists(path)) {
                throw new NoSuchFileException(
                        path.toString(), null, "the manifest of epoch " + epoch + " and lane " + lane + " names it");
            }
            long bytes = Files.size(path);
            int crc32c = crc32c(path);
            if (bytes != file.bytes() || crc32c != file.crc32c()) {
                throw new IOException(path + " is not what epoch " + epoch + " of lane " + lane
                        + " committed: expected "
                        + file.bytes() + " bytes with CRC-32C " + Integer.toHexString(file.crc32c()) + ", found "
                        + bytes
                        + " with " + Integer.toHexString(crc32c) + ". Somebody changed it; restore it from a copy");
            }
        }
    }

    static int crc32c(Path file) throws IOException {
        CRC32C crc = new CRC32C();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                crc.update(buffer, 0, read);
            }
        }
        return (int) crc.getValue();
    }

    /** Where it lies, relative to the directory of the sink. */
    public String fileName() {
        return FOLDER + "/" + prefix + String.format("-%010d-%d.json", epoch, lane);
    }

    /** What {@link #parse} reads. */
    public byte[] toJson() throws IOException {
        ObjectNode json = JSON.createObjectNode();
        json.put("version", VERSION)
                .put("job", job)
                .put("sink", sink)
                .put("prefix", prefix)
                .put("epoch", epoch)
                .put("lane", lane);
        ArrayNode array = json.putArray("files");
        for (Entry file : files) {
            array.addObject()
                    .put("name", file.name())
                    .put("rows", file.rows())
                    .put("bytes", file.bytes())
                    .put("crc32c", String.format("%08x", file.crc32c()));
        }
        return JSON.writeValueAsBytes(json);
    }
}
