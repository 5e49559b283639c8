package io.penstock.connector.files;

/**
 * A file, or a part of one, and the position in it. Written into snapshots: a component may be added, none may change its
 * meaning.
 *
 * @param path absolute
 * @param fingerprint of the file when the split was made
 * @param start first byte of the part; the part owns the lines that start in it
 * @param end the byte behind the part, or {@link FilePosition#TO_THE_END}
 * @param offset where the next record starts; for compressed files this counts decompressed bytes
 * @param lines how many lines of the part lie before {@code offset}; in an Avro file, records before the position
 * @param skip how many records from {@code offset} on are read already; in an Avro file, where only blocks have an offset
 */
record FileSplit(String path, Fingerprint fingerprint, long start, long end, long offset, long lines, int skip) {
    FileSplit {
        if (start < 0 || (end != FilePosition.TO_THE_END && end < start) || offset < start || lines < 0 || skip < 0) {
            throw new IllegalArgumentException("no position in a file: start " + start + ", end " + end + ", offset "
                    + offset + ", lines " + lines + ", skip " + skip + " of " + path);
        }
    }

    static FileSplit whole(String path, Fingerprint fingerprint) {
        return new FileSplit(path, fingerprint, 0, FilePosition.TO_THE_END, 0, 0, 0);
    }

    boolean isWholeFile() {
        return start == 0 && end == FilePosition.TO_THE_END;
    }

    FilePosition position() {
        return new FilePosition(start, end, offset, lines, skip);
    }

    FileSplit at(FilePosition position) {
        return new FileSplit(path, fingerprint, start, end, position.offset(), position.lines(), position.skip());
    }

    FileSplit with(Fingerprint changed) {
        return new FileSplit(path, changed, start, end, offset, lines, skip);
    }

    /** For the line that says where a job failed. */
    @Override
    public String toString() {
        return path
                + (isWholeFile() ? "" : " from byte " + start + (end == FilePosition.TO_THE_END ? "" : " to " + end))
                + ", byte " + offset
                + (skip == 0 ? ", behind " + lines + " lines" : ", behind " + skip + " records from there");
    }
}
