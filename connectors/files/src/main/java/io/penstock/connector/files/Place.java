package io.penstock.connector.files;

import java.nio.file.Path;

/** Says where in a file something is, for people. */
final class Place {
    private final String file;
    private final boolean compressed;
    private final long partStart;
    private final boolean whole;

    Place(String file, FilePosition position, boolean compressed) {
        this.file = file;
        this.compressed = compressed;
        this.partStart = position.start();
        this.whole = position.isWholeFile();
    }

    /** In a plain file that is read whole. */
    Place(Path file) {
        this.file = shown(file);
        this.compressed = false;
        this.partStart = 0;
        this.whole = true;
    }

    /** @param line counted from 1 in the file, or in the part if the split is one */
    String of(long line, long offset) {
        if (!whole) {
            return file + " at byte " + offset + " (line " + line + " of the part from byte " + partStart + ")";
        }
        return file + " line " + line + " at " + (compressed ? "decompressed byte " : "byte ") + offset;
    }

    /** @param record counted from 1 in the file */
    String ofRecord(long record, long block, int inBlock) {
        return file + " record " + record + " (number " + (inBlock + 1) + " of the block at byte " + block + ")";
    }

    /** Relative to the working directory if it is below it. */
    static String shown(Path file) {
        Path here = Path.of("").toAbsolutePath();
        return file.startsWith(here) ? here.relativize(file).toString() : file.toString();
    }
}
