package io.penstock.node;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code penstock check}: whether a job can start from a savepoint, before it is started. */
@Command(
        name = "check",
        description = "Say what a job in a jar would do with a savepoint, without running it.",
        footer = {
            "",
            "Says which operators restore, which are new, which would be dropped, and which classes",
            "have changed, with both schemas. Functions with keyed state are opened, and closed.",
            "Exit code: 0 fits, 1 does not, 2 wrong usage, 3 damaged savepoint."
        })
@SuppressWarnings("NullAway.Init") // set by picocli
final class CheckCommand implements Subcommand {
    @Option(
            names = "--allow-drop",
            paramLabel = "NAME",
            description = "Accept that this operator is gone; may be given several times.")
    private Set<String> mayDrop = new LinkedHashSet<>();

    @Parameters(index = "0", paramLabel = "SAVEPOINT", description = "The folder of the savepoint.")
    private Path savepoint;

    @Parameters(index = "1", paramLabel = "JAR", description = "The jar, with what the job depends on.")
    private Path jar;

    @Parameters(index = "2", paramLabel = "CLASS", description = "The class that implements JobDefinition.")
    private String className;

    @Parameters(
            index = "3..*",
            paramLabel = "ARGUMENT",
            description = "Arguments of the job: --name=value or --name value.")
    private List<String> arguments = List.of();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        JobFromJar found = JobFromJar.load(jar, className, arguments);
        SavepointReport report =
                SavepointReport.of(savepoint, found.job(), ConfigFactory.load(found.loader()), mayDrop);
        report.print(spec.commandLine().getOut());
        return report.report().fits() ? ExitCode.OK.code() : ExitCode.JOB.code();
    }
}
