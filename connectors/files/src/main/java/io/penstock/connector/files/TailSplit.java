package io.penstock.connector.files;

/**
 * A file that is followed, and the position in it. Written into snapshots: a component may be added, none may change its
 * meaning.
 *
 * @param path where the file was last seen, absolute
 * @param identity by what it is known again under another name
 * @param offset where the next line starts
 * @param lines how many lines lie before it
 * @param before a hash of the bytes right before it
 * @param atEnd at the position all that the file held was read
 */
record TailSplit(String path, FileIdentity identity, long offset, long lines, long before, boolean atEnd) {
    TailSplit {
        if (offset < 0 || lines < 0) {
            throw new IllegalArgumentException(
                    "no position in a file: offset " + offset + ", lines " + lines + " of " + path);
        }
    }

    static TailSplit beginning(String path, FileIdentity identity) {
        return new TailSplit(path, identity, 0, 0, 0, false);
    }

    /** For the line that says where a job failed. */
    @Override
    public String toString() {
        return path + ", byte " + offset + ", behind " + lines + " lines";
    }
}
