package io.penstock.node;

import java.io.PrintWriter;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of Penstock: {@code penstock COMMAND}. */
public final class Main {
    private Main() {}

    @Command(
            name = "penstock",
            description = "A stream processing engine made of actors.",
            synopsisSubcommandLabel = "COMMAND",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    private static final class Root {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] words) {
        NodeLogging.quiet();
        int code = commandLine().execute(words);
        System.out.flush();
        System.err.flush();
        System.exit(code);
    }

    /** All commands: those of this module, then those that other modules on the class path add. */
    static CommandLine commandLine() {
        CommandLine root = new CommandLine(new Root());
        // Behind the class, every word is the job's.
        root.addSubcommand(new CommandLine(new RunCommand()).setStopAtPositional(true));
        root.addSubcommand(new CommandLine(new PlanCommand()).setStopAtPositional(true));
        root.addSubcommand(new CommandLine(new CheckCommand()).setStopAtPositional(true));
        root.addSubcommand(new StatusCommand());
        root.addSubcommand(new SavepointCommand());
        root.addSubcommand(new StopCommand());
        root.addSubcommand(new ResumeCommand());
        root.addSubcommand(new JournalCommand());
        ServiceLoader.load(Subcommand.class).forEach(root::addSubcommand);
        root.getSubcommands().values().forEach(command -> command.getCommandSpec()
                .mixinStandardHelpOptions(true));
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setExecutionExceptionHandler((exception, command, parsed) -> {
            PrintWriter err = command.getErr();
            command.getOut().flush();
            if (exception instanceof CommandException refused) {
                err.println("penstock: " + refused.getMessage());
                err.flush();
                return refused.exitCode().code();
            }
            err.println("penstock: this is a bug, please report it:");
            exception.printStackTrace(err);
            err.flush();
            return ExitCode.JOB.code();
        });
        return root;
    }
}
