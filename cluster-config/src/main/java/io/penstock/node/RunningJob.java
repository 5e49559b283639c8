package io.penstock.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.node.control.ControlClient;
import io.penstock.node.control.RefusedRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Which job a command is about, by its name or by the directory of its run. */
final class RunningJob {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "JOB",
            description = "The name of the job, which runs in .penstock/JOB.")
    private @Nullable String name;

    @Option(names = "--dir", paramLabel = "DIR", description = "The directory of the run, if it is another one.")
    private @Nullable Path dir;

    /** The directory of the run. */
    Path directory(CommandSpec spec) {
        if (dir != null && name == null) {
            return dir;
        }
        if (name != null && dir == null) {
            return RunDirectory.defaultPath(name);
        }
        throw new ParameterException(spec.commandLine(), "give the name of the job, or --dir DIR");
    }

    /**
     * Asks the process that runs the job.
     *
     * @throws CommandException if none does, or it refuses
     */
    static JsonNode ask(Path directory, ObjectNode request, Duration timeout) {
        if (!Files.isDirectory(directory)) {
            throw new CommandException(
                    ExitCode.USAGE, "there is no directory " + directory + ": give the one the job runs in with --dir");
        }
        try {
            return ControlClient.ask(directory, request, timeout);
        } catch (ControlClient.NotRunningException e) {
            throw new CommandException(
                    ExitCode.JOB,
                    e.getMessage() + "; go on with:\n  "
                            + JobRun.commandLine(java.util.List.of("resume", "--dir", directory.toString())),
                    e);
        } catch (RefusedRequestException e) {
            throw new CommandException(ExitCode.JOB, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.JOB, "the process that runs in " + directory + " gave no answer: " + e.getMessage(), e);
        }
    }
}
