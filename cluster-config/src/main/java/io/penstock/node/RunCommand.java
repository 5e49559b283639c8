package io.penstock.node;

import io.penstock.node.view.JobView;
import io.penstock.node.view.Terminal;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code penstock run}: a job from a jar. */
@Command(
        name = "run",
        description = "Run a job from a jar, or go on with it.",
        footer = {
            "",
            "DIR is .penstock/<name of the job> if it is not given. Run again with the same",
            "directory ('resume' does that), the job goes on from its last checkpoint. Ctrl-C stops it",
            "with a last checkpoint; a second Ctrl-C kills it. 'status', 'savepoint' and 'stop' reach it",
            "while it runs.",
            "Exit code: 0 finished or stopped, 1 suspended or not fitting its savepoint, 2 wrong usage,",
            "3 damaged journal or savepoint, 4 directory in use."
        })
@SuppressWarnings("NullAway.Init") // set by picocli
final class RunCommand implements Subcommand {
    @Mixin
    private NodeOptions options;

    @Mixin
    private StartOptions start;

    @Mixin
    private JobParameters parameters;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        JobFromJar found = parameters.load();
        List<String> again = spec.root().commandLine().getParseResult().originalArgs().stream()
                .filter(word -> !word.equals("--fresh") && !word.equals("--allow-rewind"))
                .toList();
        PrintWriter out = spec.commandLine().getOut();
        JobRun run = new JobRun(out, spec.commandLine().getErr(), new JobView(out, Terminal.ofProcess()));
        JobRun.Setup setup = options.setup(
                        RunDirectory.defaultPath(found.job().name()),
                        Map.of(),
                        found.loader(),
                        JobRun.commandLine(again))
                .starting(start.options())
                .repeatedBy(again);
        return run.run(found.job(), setup).exitCode().code();
    }
}
