package io.penstock.persistence.store;

import io.penstock.persistence.store.Catalog.Segment;
import io.penstock.persistence.store.PersistenceIdEntries.Entry;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index on disk, so that an opening need not read every file. It can be thrown away at any time: it is built again by a
 * scan. It covers the segments that were sealed when its writing began.
 *
 * <p>It is written while the index changes. That does no harm: whatever comes after the covered segments is scanned at the
 * next opening anyway, and entries that point elsewhere than into covered segments are left out when it is read.
 */
final class IndexFile {
    static final String FILE = "index";
    private static final Logger LOG = LoggerFactory.getLogger(IndexFile.class);
    private static final int MAGIC = 0x5053_4931; // "PSI1"
    private static final int BUFFER = 1 << 16;
    private static final int MORE = 1;
    private static final int END = 0;

    private IndexFile() {}

    /** What a file that was read covers. */
    record Loaded(JournalIndex index, Set<Integer> covered, long lastSequence, long nextOrdinal) {}

    /**
     * Writes the index.
     *
     * @param covered every sealed segment, taken before this call
     * @param nextOrdinal 0 if a later segment will tell
     */
    static void write(Path directory, JournalIndex index, List<Segment> covered, long nextOrdinal) throws IOException {
        Path aside = directory.resolve(FILE + ".new");
        CRC32C crc = new CRC32C();
        try (OutputStream file = Files.newOutputStream(aside);
                DataOutputStream out =
                        new DataOutputStream(new BufferedOutputStream(new CheckedOutputStream(file, crc), BUFFER))) {
            out.writeInt(MAGIC);
            out.writeInt(FrameDescriptor.FORMAT_VERSION);
            out.writeLong(nextOrdinal);
            out.writeInt(covered.size());
            for (Segment segment : covered) {
                out.writeInt(segment.number());
                out.writeLong(segment.lastSequence());
                out.writeLong(segment.end());
            }
            for (Map.Entry<String, PersistenceIdEntries> each : index.all().entrySet()) {
                writeId(out, each.getKey(), each.getValue().copy());
            }
            out.writeByte(END);
            for (Map.Entry<String, TagIndex.Entries> each : index.tags().all().entrySet()) {
                writeTag(out, each.getKey(), each.getValue().after(0, Integer.MAX_VALUE));
            }
            out.writeByte(END);
            out.flush();
            new DataOutputStream(file).writeInt((int) crc.getValue());
        }
        Files.move(aside, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Reads the index if it is there, whole and of this journal; what it says is only taken for these segments. */
    static Optional<Loaded> read(Path directory, List<Segment> segments) {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        CRC32C crc = new CRC32C();
        try (InputStream raw = Files.newInputStream(file);
                DataInputStream in =
                        new DataInputStream(new CheckedInputStream(new BufferedInputStream(raw, BUFFER), crc))) {
            if (in.readInt() != MAGIC || in.readInt() != FrameDescriptor.FORMAT_VERSION) {
                throw new IOException("it is of another format");
            }
            long nextOrdinal = in.readLong();
            Covered covered = covered(in, directory, segments);
            JournalIndex index = new JournalIndex();
            while (in.readByte() == MORE) {
                readId(in, index, covered.segments());
            }
            while (in.readByte() == MORE) {
                readTag(in, index, covered.segments());
            }
            int expected = (int) crc.getValue();
            if (in.readInt() != expected) {
                throw new IOException("its checksum is wrong");
            }
            return Optional.of(new Loaded(index, covered.segments(), covered.lastSequence(), nextOrdinal));
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{} is not used ({}); the journal is scanned instead.", file, e.toString());
            return Optional.empty();
        }
    }

    private record Covered(Set<Integer> segments, long lastSequence) {}

    private static Covered covered(DataInputStream in, Path directory, List<Segment> segments) throws IOException {
        Map<Integer, long[]> written = new HashMap<>();
        int count = in.readInt();
        int largest = 0;
        long lastSequence = 0;
        for (int i = 0; i < count; i++) {
            int number = in.readInt();
            long[] figures = {in.readLong(), in.readLong()};
            written.put(number, figures);
            largest = Math.max(largest, number);
            lastSequence = Math.max(lastSequence, figures[0]);
        }
        Set<Integer> covered = new HashSet<>();
        for (Segment segment : segments) {
            if (segment.number() > largest) {
                continue;
            }
            long[] figures = written.get(segment.number());
            if (figures == null || figures[0] != segment.lastSequence() || figures[1] != segment.end()) {
                throw new IOException("it does not agree with the catalog about segment " + segment.number());
            }
            Path file = segment.file(directory);
            if (!Files.exists(file) || Files.size(file) < segment.end()) {
                throw new IOException(file + " is missing or cut");
            }
            covered.add(segment.number());
        }
        return new Covered(covered, lastSequence);
    }

    private static void writeId(DataOutputStream out, String id, PersistenceIdEntries.Copy copy) throws IOException {
        out.writeByte(MORE);
        text(out, id);
        number(out, copy.stateHighest());
        number(out, copy.deletedTo());
        number(out, copy.stateSegment());
        number(out, copy.entries().length);
        for (Entry entry : copy.entries()) {
            number(out, entry.first());
            out.writeLong(entry.location());
            number(out, entry.count());
            number(out, entry.bytes());
        }
    }

    private static void readId(DataInputStream in, JournalIndex index, Set<Integer> covered) throws IOException {
        String id = text(in);
        long stateHighest = number(in);
        long deletedTo = number(in);
        int stateSegment = (int) number(in);
        int count = (int) number(in);
        // The highest number comes from what is covered: the state, and the entries below.
        boolean covers = covered.contains(stateSegment);
        PersistenceIdEntries entries = index.restore(
                id,
                deletedTo,
                covers ? stateHighest : deletedTo,
                covers ? stateSegment : PersistenceIdEntries.NO_SEGMENT);
        for (int i = 0; i < count; i++) {
            long first = number(in);
            long location = in.readLong();
            int events = (int) number(in);
            int bytes = (int) number(in);
            if (covered.contains(Location.segment(location))) {
                index.restore(entries, first, events, location, bytes);
            }
        }
    }

    private static void writeTag(DataOutputStream out, String tag, long[][] entries) throws IOException {
        out.writeByte(MORE);
        text(out, tag);
        number(out, entries[0].length);
        for (int i = 0; i < entries[0].length; i++) {
            number(out, entries[0][i]);
            out.writeLong(entries[1][i]);
        }
    }

    private static void readTag(DataInputStream in, JournalIndex index, Set<Integer> covered) throws IOException {
        String tag = text(in);
        int count = (int) number(in);
        for (int i = 0; i < count; i++) {
            long ordinal = number(in);
            long location = in.readLong();
            if (covered.contains(Location.segment(location))) {
                index.tags().put(tag, ordinal, location);
            }
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(out, bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        int length = (int) number(in);
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("it is cut");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Seven bits a byte, low ones first. */
    private static void number(DataOutputStream out, long value) throws IOException {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            out.writeByte((int) (left & 0x7F) | 0x80);
            left >>>= 7;
        }
        out.writeByte((int) left);
    }

    private static long number(DataInputStream in) throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = in.readByte();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IOException("a number in it is too long");
    }
}
