package io.penstock.connector.files;

/**
 * Where in a file a reader stands, and which part of the file is its own.
 *
 * @param start first byte of the part; the part owns the lines that start in it
 * @param end the byte behind the part, or {@link #TO_THE_END}
 * @param offset where the next record starts; for compressed files this counts decompressed bytes
 * @param lines how many lines of the part lie before {@code offset}; in an Avro file, records before the position
 * @param skip how many records from {@code offset} on are read already; in an Avro file, where only blocks have an offset
 */
public record FilePosition(long start, long end, long offset, long lines, int skip) {
    public static final long TO_THE_END = -1;

    /** The beginning of a whole file. */
    public static final FilePosition BEGINNING = new FilePosition(0, TO_THE_END, 0, 0, 0);

    /** @throws IllegalArgumentException if there is no such position in any file */
    public FilePosition {
        if (start < 0 || (end != TO_THE_END && end < start) || offset < start || lines < 0 || skip < 0) {
            throw new IllegalArgumentException("no position in a file: start " + start + ", end " + end + ", offset "
                    + offset + ", lines " + lines + ", skip " + skip);
        }
    }

    public boolean isWholeFile() {
        return start == 0 && end == TO_THE_END;
    }

    FilePosition at(long newOffset, long newLines, int newSkip) {
        return new FilePosition(start, end, newOffset, newLines, newSkip);
    }

    /** For the line that says where a job failed. */
    @Override
    public String toString() {
        return (isWholeFile() ? "" : "from byte " + start + (end == TO_THE_END ? "" : " to " + end) + ", ") + "byte "
                + offset + (skip == 0 ? ", behind " + lines + " lines" : ", behind " + skip + " records from there");
    }
}
