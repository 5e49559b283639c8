package io.penstock.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.node.control.ControlClient;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code penstock stop}: ends a job that runs in another process. */
@Command(
        name = "stop",
        description = "Stop a running job behind a last checkpoint.",
        footer = {
            "",
            "Without --drain nothing fires, and the job can go on: 'resume' or the same 'run'. With",
            "--drain sources end, all windows fire, and the job is finished.",
            "Exit code: 0 stopped or drained, 1 not, or the savepoint was not written, 2 wrong usage."
        })
@SuppressWarnings("NullAway.Init") // set by picocli
final class StopCommand implements Subcommand {
    @Mixin
    private RunningJob job;

    @Option(names = "--drain", description = "End the sources and let all windows fire: the job is finished then.")
    private boolean drain;

    @Option(
            names = "--to",
            paramLabel = "FOLDER",
            description = "Copy the last checkpoint there, as 'savepoint' does; nothing may be there.")
    private @Nullable Path to;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "How long to wait for the end (default: ${DEFAULT-VALUE}).")
    private long timeoutSeconds;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (drain && to != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "a drained job is at its end, so there is nothing to go on from: give --drain or --to");
        }
        Path directory = job.directory(spec);
        ObjectNode request = ControlClient.request("stop").put("drain", drain);
        if (to != null) {
            request.put("to", to.toAbsolutePath().normalize().toString());
        }
        JsonNode answer = RunningJob.ask(directory, request, Duration.ofSeconds(timeoutSeconds));
        PrintWriter out = spec.commandLine().getOut();
        String end = answer.path("end").asText();
        long checkpoint = answer.path("checkpoint").asLong();
        if (answer.has("savepoint")) {
            SavepointCommand.print(answer.path("savepoint"), out);
        }
        if (end.equals("finished")) {
            out.println("the job is finished with checkpoint " + checkpoint);
        } else if (end.equals("stopped")) {
            out.println(
                    (drain ? "the job was stopped before it was drained, with checkpoint " : "stopped with checkpoint ")
                            + checkpoint + "; go on with:");
            out.println("  " + JobRun.commandLine(List.of("resume", "--dir", directory.toString())));
        } else {
            out.println("the job is suspended: " + answer.path("cause").asText());
        }
        out.flush();
        boolean done = drain ? end.equals("finished") : !end.equals("suspended");
        return done ? ExitCode.OK.code() : ExitCode.JOB.code();
    }
}
