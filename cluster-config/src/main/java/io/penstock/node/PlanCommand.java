package io.penstock.node;

import com.typesafe.config.ConfigFactory;
import io.penstock.graph.GraphFormat;
import io.penstock.graph.InvalidJobException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code penstock plan}: the graph of a job, without running it. */
@Command(name = "plan", description = "Print the graph of a job from a jar, without running it.")
@SuppressWarnings("NullAway.Init") // set by picocli
final class PlanCommand implements Subcommand {
    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, mermaid or dot (default: ${DEFAULT-VALUE}).")
    private GraphFormat format;

    @Mixin
    private JobParameters parameters;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        JobFromJar found = parameters.load();
        int parallelism = ConfigFactory.load().getInt("penstock.job.parallelism");
        PrintWriter out = spec.commandLine().getOut();
        try {
            out.print(format.print(found.job().graph(parallelism)));
        } catch (InvalidJobException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
        out.flush();
        return ExitCode.OK.code();
    }
}
