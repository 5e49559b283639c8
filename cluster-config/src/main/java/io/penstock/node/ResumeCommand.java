package io.penstock.node;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code penstock resume}: the last {@code run} of a directory once more, which goes on from its last checkpoint. */
@Command(
        name = "resume",
        description = "Go on with a job that was suspended, stopped or killed, as it was run last.",
        footer = {"", "Exit code: as of 'run'."})
@SuppressWarnings("NullAway.Init") // set by picocli
final class ResumeCommand implements Subcommand {
    @Mixin
    private RunningJob job;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Path directory = job.directory(spec);
        LastCommand last = LastCommand.of(directory);
        Path here = Path.of("").toAbsolutePath();
        if (!here.equals(Path.of(last.directory()))) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "the job was run in " + last.directory()
                            + ", and what it was given may be relative to that: change there, then\n  "
                            + JobRun.commandLine(List.of(
                                    "resume",
                                    "--dir",
                                    directory.toAbsolutePath().normalize().toString())));
        }
        spec.commandLine().getOut().println("going on with: " + JobRun.commandLine(last.words()));
        spec.commandLine().getOut().flush();
        return Main.commandLine()
                .setOut(spec.commandLine().getOut())
                .setErr(spec.commandLine().getErr())
                .execute(last.words().toArray(new String[0]));
    }
}
