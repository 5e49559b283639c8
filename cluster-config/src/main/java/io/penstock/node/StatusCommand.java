package io.penstock.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.node.control.ControlClient;
import io.penstock.node.view.Figures;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code penstock status}: how a job stands that runs in another process. */
@Command(
        name = "status",
        description = "Say how a running job stands.",
        footer = {
            "",
            "Exit code: 0 the job runs and is healthy, 1 it does not run, or its last checkpoint is",
            "too old (penstock.checkpoint.red-after), 2 wrong usage."
        })
@SuppressWarnings("NullAway.Init") // set by picocli
final class StatusCommand implements Subcommand {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @Mixin
    private RunningJob job;

    @Option(names = "--json", description = "Everything, as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        JsonNode status = RunningJob.ask(job.directory(spec), ControlClient.request("status"), TIMEOUT);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(status);
        } else {
            print(status, out);
        }
        out.flush();
        return status.path("health").path("red").asBoolean() ? ExitCode.JOB.code() : ExitCode.OK.code();
    }

    private static void print(JsonNode status, PrintWriter out) {
        out.println("job         " + status.path("job").asText() + "  "
                + status.path("phase").asText() + "  generation "
                + status.path("generation").asLong() + ", restarts "
                + status.path("restarts").asLong());
        JsonNode last = status.path("lastCheckpoint");
        out.println("checkpoint  "
                + (last.isMissingNode()
                        ? "none yet"
                        : last.path("id").asLong() + ", "
                                + Figures.duration(Duration.between(
                                        Instant.parse(last.path("completedAt").asText()), Instant.now()))
                                + " ago, took "
                                + Figures.duration(Duration.ofMillis(
                                        last.path("durationMillis").asLong()))
                                + ", " + Figures.bytes(last.path("bytes").asLong()))
                + "; aborted " + status.path("abortedCheckpoints").asLong());
        JsonNode health = status.path("health");
        out.println("health      "
                + (health.path("red").asBoolean() ? "RED: no checkpoint for over " : "fine: a checkpoint within ")
                + Figures.duration(Duration.ofMillis(health.path("limitMillis").asLong())));
        for (JsonNode operator : status.path("operators")) {
            out.println("operator    " + operator.path("name").asText() + "  "
                    + operator.path("kind").asText() + "  x"
                    + operator.path("parallelism").asInt() + "  in "
                    + Figures.count(operator.path("recordsIn").asLong()) + "  out "
                    + Figures.count(operator.path("recordsOut").asLong()) + "  watermark "
                    + Figures.watermark(operator.path("watermarkMillis").asLong()));
            String metrics = MetricsLine.of(operator.path("metrics"));
            if (!metrics.isEmpty()) {
                out.println("            " + metrics);
            }
        }
        if (status.has("lastFailure")) {
            out.println("failure     " + status.path("lastFailure").asText());
        }
    }
}
