package io.penstock.connector.files;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.PatternSyntaxException;

/**
 * A file, a directory (the files directly in it) or a glob. In a glob, {@code *} and {@code ?} stop at directories, {@code
 * **}{@code /} stands for any number of directories, also for none. Names that begin with a dot are left out unless the
 * glob begins a name with a dot.
 */
final class FilePattern {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_DIRECTORY_STARS = 4;
    private static final String DIRECTORY_STARS = "**/";

    private final String text;
    private final boolean literal;

    private FilePattern(String text, boolean literal) {
        this.text = text;
        this.literal = literal;
    }

    static FilePattern of(String pathOrGlob) {
        if (pathOrGlob.isEmpty()) {
            throw new IllegalArgumentException("a path or glob must not be empty");
        }
        return new FilePattern(pathOrGlob, false);
    }

    static FilePattern of(Path path) {
        return new FilePattern(path.toString(), true);
    }

    /**
     * All files it stands for, sorted by path, absolute.
     *
     * @throws IOException if there is none, or more than {@code limit}
     */
    List<Path> files(int limit) throws IOException {
        if (isOnePath() && !Files.exists(path())) {
            throw new NoSuchFileException(text, null, "there is no such file or directory (looked for " + path() + ")");
        }
        List<Path> found = filesOrNone(limit);
        if (found.isEmpty()) {
            throw new NoSuchFileException(
                    text,
                    null,
                    "no file matches (looked from " + Path.of("").toAbsolutePath()
                            + "); correct the path, or create the file first");
        }
        return found;
    }

    /**
     * As {@link #files}, where there may be none yet.
     *
     * @throws IOException if there is no directory to look in, or there are more than {@code limit}
     */
    List<Path> filesOrNone(int limit) throws IOException {
        Set<Path> found = new TreeSet<>();
        if (isOnePath()) {
            Path path = path();
            Path parent = path.getParent();
            if (Files.isDirectory(path)) {
                collect(path, 1, "*", limit, found);
            } else if (Files.exists(path)) {
                found.add(path);
            } else if (parent != null && !Files.isDirectory(parent)) {
                throw new NoSuchFileException(text, null, "there is no directory " + parent + " to look for it in");
            }
            return List.copyOf(found);
        }
        int slash = text.lastIndexOf('/', firstWild(text));
        Path base = Path.of(slash < 0 ? "" : text.substring(0, slash + 1))
                .toAbsolutePath()
                .normalize();
        if (!Files.isDirectory(base)) {
            throw new NoSuchFileException(text, null, "there is no directory " + base + " to look for it in");
        }
        String glob = text.substring(slash + 1);
        int depth = glob.contains("**")
                ? MAX_DEPTH
                : (int) glob.chars().filter(c -> c == '/').count() + 1;
        collect(base, depth, glob, limit, found);
        return List.copyOf(found);
    }

    /** What exists under the very name is meant, even if the name looks like a glob. */
    private boolean isOnePath() {
        return literal || firstWild(text) < 0 || Files.exists(Path.of(text));
    }

    private Path path() {
        return Path.of(text).toAbsolutePath().normalize();
    }

    private static int firstWild(String text) {
        for (int i = 0; i < text.length(); i++) {
            if ("*?[{".indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private void collect(Path base, int depth, String glob, int limit, Set<Path> found) throws IOException {
        List<PathMatcher> matchers = new ArrayList<>();
        for (String variant : variants(glob, 0)) {
            try {
                matchers.add(base.getFileSystem().getPathMatcher("glob:" + variant));
            } catch (PatternSyntaxException e) {
                throw new IOException("'" + text + "' is no glob: " + e.getDescription(), e);
            }
        }
        boolean hidden = glob.startsWith(".") || glob.contains("/.") || glob.contains("{.") || glob.contains(",.");
        Files.walkFileTree(base, EnumSet.of(FileVisitOption.FOLLOW_LINKS), depth, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return directory.equals(base) || visible(directory)
                        ? FileVisitResult.CONTINUE
                        : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path relative = base.relativize(file);
                if (attributes.isRegularFile()
                        && visible(file)
                        && matchers.stream().anyMatch(matcher -> matcher.matches(relative))) {
                    found.add(file);
                    if (found.size() > limit) {
                        throw new IOException(
                                "'" + text + "' matches more than " + limit + " files: choose a narrower one");
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof FileSystemLoopException || !visible(file)) {
                    // What a loop leads to is visited already, without the detour.
                    return FileVisitResult.CONTINUE;
                }
                throw new IOException(
                        "cannot look into " + file + " while looking for '" + text + "': " + failure, failure);
            }

            private boolean visible(Path path) {
                return hidden || !String.valueOf(path.getFileName()).startsWith(".");
            }
        });
    }

    /** A glob of the JDK wants at least one directory where {@code **}{@code /} stands. */
    private List<String> variants(String glob, int depth) throws IOException {
        int stars = glob.indexOf(DIRECTORY_STARS);
        if (stars < 0) {
            return List.of(glob);
        }
        if (depth == MAX_DIRECTORY_STARS) {
            throw new IOException("'" + text + "' has more than " + MAX_DIRECTORY_STARS + " times " + DIRECTORY_STARS);
        }
        String before = glob.substring(0, stars);
        List<String> all = new ArrayList<>();
        for (String after : variants(glob.substring(stars + DIRECTORY_STARS.length()), depth + 1)) {
            all.add(before + after);
            all.add(before + DIRECTORY_STARS + after);
        }
        return all;
    }

    @Override
    public String toString() {
        return text;
    }
}
