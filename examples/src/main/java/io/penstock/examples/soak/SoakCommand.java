package io.penstock.examples.soak;

import io.penstock.examples.ProjectClone;
import io.penstock.examples.crash.WorkerReport;
import io.penstock.node.CommandException;
import io.penstock.node.ExitCode;
import io.penstock.node.JobRun;
import io.penstock.node.NodeOptions;
import io.penstock.node.Subcommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code penstock soak}: round after round of jobs that are killed, compared with plain loops. */
@Command(
        name = "soak",
        description = "Run jobs of several shapes, kill them with SIGKILL at random moments, and compare the output.",
        footer = {
            "",
            "Each round has a seed: N, N + 1 and so on. The seed draws the shape of the job,",
            "its input, its settings, the moments of the kills, and the parallelism of each",
            "process. A round begins while no limit is reached; without any limit, one does.",
            "A round is kept in DIR (default: a new one in target/soak) if its output",
            "differs. Exit code: 0 all identical, 1 a difference or a failure."
        })
@SuppressWarnings("NullAway.Init") // set by picocli
public final class SoakCommand implements Subcommand {
    private static final int MOST = 1_000_000;

    @Mixin
    private NodeOptions options;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the first round (default: random).")
    private @Nullable Long seed;

    @Option(names = "--minutes", paramLabel = "M", description = "No new round after so many minutes.")
    private @Nullable Integer minutes;

    @Option(names = "--kills", paramLabel = "K", description = "No new round after so many kills.")
    private @Nullable Integer kills;

    @Option(names = "--rounds", paramLabel = "R", description = "No new round after so many.")
    private @Nullable Integer rounds;

    @Option(names = "--keep", description = "Keep what rounds with identical output wrote, too.")
    private boolean keep;

    @Option(names = "--worker", hidden = true, description = "Run as the process that is killed.")
    private boolean worker;

    @Option(names = "--process", hidden = true, defaultValue = "1", description = "Number of this worker.")
    private int process;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        long first = seed == null ? ThreadLocalRandom.current().nextLong(MOST) : seed;
        Path dir = options.dir().orElseGet(() -> ProjectClone.freshDir("soak"));
        return (worker ? work(Round.of(first), RoundFiles.ofRun(dir)) : soak(first, dir)).code();
    }

    private ExitCode soak(long first, Path dir) throws IOException, InterruptedException {
        if (options.fresh()) {
            throw new CommandException(
                    ExitCode.USAGE, "each round of a soak begins in a new directory: leave out --fresh");
        }
        Optional<Duration> time = limit("--minutes", minutes).map(Duration::ofMinutes);
        Optional<Integer> killed = limit("--kills", kills);
        Optional<Integer> most = limit("--rounds", rounds);
        if (time.isEmpty() && killed.isEmpty()) {
            most = most.or(() -> Optional.of(1));
        }
        return new Soak(
                        new Soak.Setup(dir, first, time, killed, most, keep, options.configurationWords()),
                        spec.commandLine().getOut())
                .run();
    }

    private static Optional<Integer> limit(String option, @Nullable Integer value) {
        if (value != null && (value < 1 || value > MOST)) {
            throw new CommandException(
                    ExitCode.USAGE, option + " is " + value + ", expected a number from 1 to " + MOST);
        }
        return Optional.ofNullable(value);
    }

    private ExitCode work(Round round, RoundFiles files) {
        WorkerReport.endWithParent();
        PrintWriter out = spec.commandLine().getOut();
        JobRun run = new JobRun(out, spec.commandLine().getErr(), new WorkerReport(out));
        JobRun.Setup setup = options.setup(
                files.run(),
                round.settings(),
                SoakCommand.class.getClassLoader(),
                JobRun.commandLine(List.of("soak", "--seed=" + round.seed())));
        return run.run(new SoakStreams(round, files, round.parallelism(process)).job(), setup)
                .exitCode();
    }
}
