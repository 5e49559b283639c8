package io.penstock.connector.files;

/**
 * A file, or a part of one, and the position in it. Written into snapshots: a component may be added, none may change its
 * meaning.
 *
 * @param path absolute
 * @param fingerprint of the file when the split was made
 * @param start first byte of the part; the part owns the lines that start in it
 * @param end the byte behind the part, or {@link #TO_THE_END}
 * @param offset where the next record starts; for compressed files this counts decompressed bytes
 * @param lines how many lines of the part lie before {@code offset}
 */
record FileSplit(String path, Fingerprint fingerprint, long start, long end, long offset, long lines) {
    static final long TO_THE_END = -1;

    FileSplit {
        if (start < 0 || (end != TO_THE_END && end < start) || offset < start || lines < 0) {
            throw new IllegalArgumentException("no position in a file: start " + start + ", end " + end + ", offset "
                    + offset + ", lines " + lines + " of " + path);
        }
    }

    static FileSplit whole(String path, Fingerprint fingerprint) {
        return new FileSplit(path, fingerprint, 0, TO_THE_END, 0, 0);
    }

    boolean isWholeFile() {
        return start == 0 && end == TO_THE_END;
    }

    FileSplit at(long newOffset, long newLines) {
        return new FileSplit(path, fingerprint, start, end, newOffset, newLines);
    }

    /** For the line that says where a job failed. */
    @Override
    public String toString() {
        return path + (isWholeFile() ? "" : " from byte " + start + (end == TO_THE_END ? "" : " to " + end)) + ", byte "
                + offset + ", behind " + lines + " lines";
    }
}
