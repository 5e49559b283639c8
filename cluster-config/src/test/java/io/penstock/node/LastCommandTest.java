package io.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LastCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path run;

    private static String resume(Path dir, int exitCode) {
        StringWriter text = new StringWriter();
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(text));
        commandLine.setErr(new PrintWriter(text));
        assertThat(commandLine.execute("resume", "--dir", dir.toString())).isEqualTo(exitCode);
        return text.toString();
    }

    @Test
    void isReadBackAsItWasWritten() {
        LastCommand command = LastCommand.now(List.of("run", "a b.jar", "--key=ü"));

        command.writeTo(run);

        assertThat(LastCommand.of(run)).isEqualTo(command);
    }

    /** Arguments of jobs can be secret. */
    @Test
    void onlyItsOwnerMayReadIt() throws Exception {
        LastCommand.now(List.of("run")).writeTo(run);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(run.resolve("command.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void theNewestReplacesTheOneBefore() {
        LastCommand.now(List.of("run", "one")).writeTo(run);
        LastCommand.now(List.of("run", "two")).writeTo(run);

        assertThat(LastCommand.of(run).words()).containsExactly("run", "two");
    }

    @Test
    void withoutOneResumeSaysWhatToDo() {
        assertThat(resume(run, 2)).contains("no job was run by 'penstock run'", "--dir");
    }

    @Test
    void inAnotherDirectoryResumeSaysWhereToGo() {
        new LastCommand(List.of("run", "my.jar", "My"), "/somewhere/else").writeTo(run);

        assertThat(resume(run, 2)).contains("the job was run in /somewhere/else", "change there, then", "resume --dir");
    }

    @Test
    void resumeRepeatsTheCommand() {
        LastCommand.now(List.of("run", run.resolve("none.jar").toString(), "My"))
                .writeTo(run);

        assertThat(resume(run, 2)).contains("going on with: ", "there is no jar " + run.resolve("none.jar"));
    }

    @Test
    void aFileThatIsNoneIsNamed() throws Exception {
        Files.writeString(run.resolve("command.json"), "{");

        assertThatThrownBy(() -> LastCommand.of(run))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("command.json cannot be read");
    }
}
