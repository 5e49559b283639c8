package io.penstock.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.node.control.ControlClient;
import io.penstock.node.view.Figures;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code penstock savepoint}: a checkpoint of a running job, in a folder that can be moved. */
@Command(
        name = "savepoint",
        description = "Copy a checkpoint of a running job into a folder; the job goes on.",
        footer = {
            "",
            "The folder is complete in itself: copy it anywhere, and start from it with",
            "run --from-savepoint FOLDER. What the job shows after the savepoint is shown again by a",
            "start from it; to move a job, use stop --to FOLDER.",
            "Exit code: 0 written, 1 not written, 2 wrong usage."
        })
@SuppressWarnings("NullAway.Init") // set by picocli
final class SavepointCommand implements Subcommand {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    @Mixin
    private RunningJob job;

    @Option(
            names = "--to",
            paramLabel = "FOLDER",
            description = "Where to; nothing may be there (default: DIR/savepoints/<time>).")
    private @Nullable Path to;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "How long to wait for the answer (default: ${DEFAULT-VALUE}).")
    private long timeoutSeconds;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Path directory = job.directory(spec);
        Path folder = to != null ? to : directory.resolve("savepoints").resolve(SECONDS.format(Instant.now()));
        ObjectNode request = ControlClient.request("savepoint")
                .put("to", folder.toAbsolutePath().normalize().toString());
        JsonNode answer = RunningJob.ask(directory, request, Duration.ofSeconds(timeoutSeconds));
        PrintWriter out = spec.commandLine().getOut();
        print(answer.path("savepoint"), out);
        out.flush();
        return ExitCode.OK.code();
    }

    /** Says what was written, and how to go on from it. */
    static void print(JsonNode savepoint, PrintWriter out) {
        String folder = savepoint.path("folder").asText();
        out.println("savepoint of checkpoint " + savepoint.path("checkpoint").asLong() + " is in " + folder + " ("
                + Figures.bytes(savepoint.path("bytes").asLong()) + "); start from it with:");
        out.println("  " + JobRun.commandLine(List.of("run", "--from-savepoint", folder)) + " JAR CLASS [ARGUMENT...]");
    }
}
