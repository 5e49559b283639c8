package io.penstock.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePatternTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @BeforeEach
    void createFiles() throws IOException {
        for (String name : List.of(
                "b.csv", "a.csv", "a.txt", ".hidden.csv", "x/c.csv", "x/y/d.csv", ".staging/e.csv", "x/[1].csv")) {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
    }

    private List<String> found(String pattern) throws IOException {
        return FilePattern.of(directory + "/" + pattern).files(100).stream()
                .map(file -> directory.toAbsolutePath().relativize(file).toString())
                .toList();
    }

    @Test
    void starStopsAtDirectories() throws IOException {
        assertThat(found("*.csv")).containsExactly("a.csv", "b.csv");
        assertThat(found("*/*.csv")).containsExactly("x/[1].csv", "x/c.csv");
    }

    @Test
    void twoStarsStandForAnyNumberOfDirectories() throws IOException {
        assertThat(found("**/*.csv")).containsExactly("a.csv", "b.csv", "x/[1].csv", "x/c.csv", "x/y/d.csv");
        assertThat(found("x/**/d.csv")).containsExactly("x/y/d.csv");
        assertThat(found("**/y/**/*")).containsExactly("x/y/d.csv");
    }

    @Test
    void alternativesAndSetsAreTaken() throws IOException {
        assertThat(found("{a,b}.csv")).containsExactly("a.csv", "b.csv");
        assertThat(found("[!b].???")).containsExactly("a.csv", "a.txt");
    }

    @Test
    void hiddenFilesMustBeAskedFor() throws IOException {
        assertThat(found(".*.csv")).containsExactly(".hidden.csv");
        assertThat(found(".staging/*")).containsExactly(".staging/e.csv");
    }

    @Test
    void directoryStandsForTheFilesInIt() throws IOException {
        assertThat(found("")).containsExactly("a.csv", "a.txt", "b.csv");
        assertThat(found("x/y")).containsExactly("x/y/d.csv");
    }

    @Test
    void whatExistsUnderTheNameIsNoGlob() throws IOException {
        assertThat(found("x/[1].csv")).containsExactly("x/[1].csv");
        assertThat(FilePattern.of(directory.resolve("x/[1].csv")).files(1)).hasSize(1);
    }

    @Test
    void linksAreFollowedAndLoopsAreNot() throws IOException {
        Files.createSymbolicLink(directory.resolve("x/link.csv"), directory.resolve("a.csv"));
        Files.createSymbolicLink(directory.resolve("x/y/loop"), directory.resolve("x"));
        assertThat(found("x/**/*.csv")).containsExactly("x/[1].csv", "x/c.csv", "x/link.csv", "x/y/d.csv");
    }

    @Test
    void nothingFoundIsAnErrorThatSaysWhereItLooked() {
        assertThatThrownBy(() -> found("*.json"))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("*.json")
                .hasMessageContaining("no file matches")
                .hasMessageContaining(Path.of("").toAbsolutePath().toString());
        assertThatThrownBy(() -> found("nothing.csv")).hasMessageContaining("there is no such file or directory");
        assertThatThrownBy(() -> found("nowhere/*.csv"))
                .hasMessageContaining("there is no directory " + directory.toAbsolutePath() + "/nowhere");
    }

    @Test
    void tooManyFilesAreAnError() {
        assertThatThrownBy(() -> FilePattern.of(directory + "/**/*").files(3))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than 3 files");
    }

    @Test
    void malformedGlobIsAnError() {
        assertThatThrownBy(() -> found("{a,b.csv"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no glob");
    }

    @Test
    void fileThatSeveralPatternsMatchIsReadOnce() throws IOException {
        FileSet files =
                new FileSet(List.of(FilePattern.of(directory + "/b.csv"), FilePattern.of(directory + "/*.csv")));
        assertThat(files.splits(0))
                .extracting(split -> Path.of(split.path()).getFileName().toString())
                .containsExactly("b.csv", "a.csv");
    }
}
