package io.penstock.persistence.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The list of segments that must be there, replaced as a whole whenever a segment comes or goes. Without it a file that
 * vanished would leave no trace.
 *
 * @param segments in the order of their numbers; at most the last one is open
 */
public record Catalog(List<Segment> segments) {
    static final String FILE = "catalog";
    private static final String TITLE = "penstock-catalog " + FrameDescriptor.FORMAT_VERSION;
    /** Of an open segment: where it ends is only known from the file. */
    static final long UNKNOWN = -1;

    /**
     * One file.
     *
     * @param number grows by one from file to file
     * @param run directory it is in
     * @param firstSequence of its first frame
     * @param lastSequence of its last valid frame, {@link #UNKNOWN} while it is written; frames after it are void
     * @param end position after the last valid frame, {@link #UNKNOWN} while it is written
     */
    public record Segment(int number, String run, long firstSequence, long lastSequence, long end) {
        /** Whether nothing more is appended to it. */
        public boolean sealed() {
            return lastSequence != UNKNOWN;
        }

        /** The file, for a journal directory. */
        public Path file(Path directory) {
            return directory.resolve(run).resolve(SegmentName.fileOf(number));
        }

        Segment seal(long lastSequence, long end) {
            return new Segment(number, run, firstSequence, lastSequence, end);
        }
    }

    /**
     * Reads the catalog of a journal directory; empty if there is none.
     *
     * @throws IOException if it cannot be read, or its checksum is wrong
     */
    public static Optional<Catalog> read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines =
                Files.readString(file, StandardCharsets.UTF_8).lines().toList();
        int last = lines.size() - 1;
        if (last < 1 || !lines.get(0).equals(TITLE)) {
            throw new IOException(file + " does not start with \"" + TITLE + "\" or is cut.");
        }
        String content = String.join("\n", lines.subList(0, last)) + "\n";
        if (!lines.get(last).equals("crc32c " + checksum(content))) {
            throw new IOException(file + " has a wrong checksum.");
        }
        List<Segment> segments = new ArrayList<>();
        for (String line : lines.subList(1, last)) {
            String[] words = line.split(" ", -1);
            segments.add(new Segment(
                    Integer.parseInt(words[1]),
                    words[2],
                    Long.parseLong(words[3]),
                    Long.parseLong(words[4]),
                    Long.parseLong(words[5])));
        }
        return Optional.of(new Catalog(segments));
    }

    void write(Path directory, boolean force) throws IOException {
        StringBuilder text = new StringBuilder(TITLE).append('\n');
        for (Segment segment : segments) {
            text.append("segment ").append(segment.number()).append(' ').append(segment.run());
            text.append(' ').append(segment.firstSequence()).append(' ').append(segment.lastSequence());
            text.append(' ').append(segment.end()).append('\n');
        }
        String checksum = checksum(text.toString());
        text.append("crc32c ").append(checksum).append('\n');
        DurableFiles.replace(directory.resolve(FILE), text.toString().getBytes(StandardCharsets.UTF_8), force);
    }

    private static String checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }
}
