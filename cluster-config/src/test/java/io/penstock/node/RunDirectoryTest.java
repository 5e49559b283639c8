package io.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path parent;

    private Path dir() {
        return parent.resolve("delays");
    }

    @Test
    void isMadeWithRoomForJournalAndLogs() {
        RunDirectory directory = RunDirectory.prepare(dir(), "delays");
        assertThat(directory.journal()).isDirectory();
        assertThat(directory.logFile().getParent()).isDirectory();
    }

    @Test
    void isFoundAgainForTheSameJobOnly() throws IOException {
        RunDirectory.prepare(dir(), "delays");
        Files.writeString(dir().resolve("journal").resolve("entry"), "kept");
        assertThat(RunDirectory.prepare(dir(), "delays").journal().resolve("entry"))
                .exists();
        assertThatThrownBy(() -> RunDirectory.prepare(dir(), "other"))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("holds job 'delays', and this is job 'other'");
    }

    @Test
    void takesAnEmptyDirectoryAndOneWhoseMarkerWasNotFinished() throws IOException {
        Files.createDirectory(dir());
        Files.writeString(dir().resolve("penstock-run.tmp"), "del");
        RunDirectory.prepare(dir(), "delays");
        assertThat(dir().resolve("penstock-run")).exists();
    }

    @Test
    void refusesADirectoryThatIsNotOurs() throws IOException {
        Files.createDirectory(dir());
        Files.writeString(dir().resolve("thesis.tex"), "precious");
        assertThatThrownBy(() -> RunDirectory.prepare(dir(), "delays"))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("not one of Penstock's (it has thesis.tex");
        assertThatThrownBy(() -> RunDirectory.setAside(dir())).isInstanceOf(CommandException.class);
        assertThat(dir().resolve("thesis.tex")).exists();
    }

    @Test
    void refusesAFile() throws IOException {
        Files.writeString(dir(), "");
        assertThatThrownBy(() -> RunDirectory.prepare(dir(), "delays")).hasMessageContaining("is a file");
    }

    @Test
    void settingAsideKeepsEverything() throws IOException {
        RunDirectory.prepare(dir(), "delays");
        Files.writeString(dir().resolve("journal").resolve("entry"), "kept");
        Optional<Path> aside = RunDirectory.setAside(dir());
        assertThat(dir()).doesNotExist();
        assertThat(aside)
                .hasValueSatisfying(path ->
                        assertThat(path.resolve("journal").resolve("entry")).hasContent("kept"));
        assertThat(RunDirectory.setAside(dir())).as("nothing is left").isEmpty();
    }
}
