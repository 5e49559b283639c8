package io.penstock.connector.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The files a source reads, cut into splits. */
record FileSet(List<FilePattern> patterns) {
    private static final int MAX_FILES = 100_000;
    private static final int MAX_SPLITS = 1_000_000;

    FileSet {
        patterns = List.copyOf(patterns);
        if (patterns.isEmpty()) {
            throw new IllegalArgumentException("name at least one file, directory or glob");
        }
    }

    static boolean isCompressed(Path file) {
        return Compression.of(file) != Compression.NONE;
    }

    /** In the order of the patterns, and of the paths in each; a file that several patterns match is read once. */
    List<FileSplit> splits(long splitSize) throws IOException {
        Set<Path> files = new LinkedHashSet<>();
        for (FilePattern pattern : patterns) {
            files.addAll(pattern.files(MAX_FILES));
        }
        List<FileSplit> splits = new ArrayList<>();
        for (Path file : files) {
            Fingerprint fingerprint = Fingerprint.of(file);
            if (splitSize > 0 && fingerprint.size() > splitSize && !isCompressed(file)) {
                cut(file, fingerprint, splitSize, splits);
            } else {
                splits.add(FileSplit.whole(file.toString(), fingerprint));
            }
        }
        return splits;
    }

    private static void cut(Path file, Fingerprint fingerprint, long splitSize, List<FileSplit> splits)
            throws IOException {
        if (fingerprint.size() / splitSize > MAX_SPLITS - splits.size()) {
            throw new IOException("cutting " + file + " of " + fingerprint.size() + " bytes into parts of " + splitSize
                    + " bytes makes more than " + MAX_SPLITS + " splits: raise splitSize");
        }
        for (long start = 0; start < fingerprint.size(); start += splitSize) {
            long end = start + splitSize >= fingerprint.size() ? FilePosition.TO_THE_END : start + splitSize;
            splits.add(new FileSplit(file.toString(), fingerprint, start, end, start, 0, 0));
        }
    }

    @Override
    public String toString() {
        return patterns.stream().map(FilePattern::toString).collect(Collectors.joining(", "));
    }
}
