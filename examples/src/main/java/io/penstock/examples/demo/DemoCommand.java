package io.penstock.examples.demo;

import io.penstock.examples.ProjectClone;
import io.penstock.examples.crash.KilledJob;
import io.penstock.examples.crash.WorkerReport;
import io.penstock.examples.flights.DelaysJob;
import io.penstock.node.CommandException;
import io.penstock.node.ExitCode;
import io.penstock.node.JobRun;
import io.penstock.node.NodeOptions;
import io.penstock.node.RunDirectory;
import io.penstock.node.Subcommand;
import io.penstock.node.view.JobView;
import io.penstock.node.view.JobWatcher;
import io.penstock.node.view.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code penstock demo}: the delays of 20,000 flights, watched, or killed again and again. */
@Command(
        name = "demo",
        description = "Compute the delays of 20,000 real flights and watch it; or kill it on the way (--crash).",
        footer = {
            "",
            "DIR is a new one in target/ if it is not given.",
            "With --crash the process that runs the job is killed with SIGKILL at random",
            "moments and started again; the output is then compared with that of a plain",
            "loop over the same file. Exit code: 0 identical, 1 different.",
        })
@SuppressWarnings("NullAway.Init") // set by picocli
public final class DemoCommand implements Subcommand {
    private static final int LINES = 20_000;
    /** About nine seconds on a terminal, four in a log. */
    private static final int WATCHED_PACE = 2_200;

    private static final int LOGGED_PACE = 5_000;
    private static final int MOST_KILLS = 1_000;

    private static final Duration WATCHED_CHECKPOINTS = Duration.ofMillis(500);
    private static final Duration CRASHED_CHECKPOINTS = Duration.ofMillis(200);

    @Mixin
    private NodeOptions options;

    @Option(names = "--input", paramLabel = "FILE", description = "Flights as CSV (default: those of the project).")
    private @Nullable Path input;

    @Option(
            names = "--pace",
            paramLabel = "N",
            description = "Records per second, so that there is something to watch; 0 = as fast as it goes.")
    private @Nullable Integer pace;

    @Option(names = "--parallelism", paramLabel = "N", description = "Tasks per operator.")
    private int parallelism;

    @Option(names = "--crash", description = "Kill the process on the way, and compare the output.")
    private boolean crash;

    @Option(names = "--seed", paramLabel = "N", description = "With --crash: draws the moments (default: random).")
    private @Nullable Long seed;

    @Option(
            names = "--kills",
            paramLabel = "K",
            defaultValue = "5",
            description = "With --crash: how often (default: ${DEFAULT-VALUE}).")
    private int kills;

    @Option(names = "--worker", hidden = true, description = "Run as the process that is killed.")
    private boolean worker;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        check("--pace", pace == null ? 0 : pace, Integer.MAX_VALUE);
        check("--parallelism", parallelism, Short.MAX_VALUE);
        check("--kills", kills, MOST_KILLS);
        Path dir = options.dir().orElseGet(() -> ProjectClone.freshDir(crash ? "crash-demo" : "demo"));
        DemoFiles files = new DemoFiles(input == null ? DemoFiles.defaultInput() : input, dir);
        return (crash ? crash(files) : run(files)).code();
    }

    private static void check(String option, int value, int most) {
        if (value < 0 || value > most) {
            throw new CommandException(
                    ExitCode.USAGE, option + " is " + value + ", expected a number from 0 to " + most);
        }
    }

    private ExitCode run(DemoFiles files) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Terminal terminal = Terminal.ofProcess();
        JobWatcher watcher;
        if (worker) {
            WorkerReport.endWithParent();
            watcher = new WorkerReport(out);
        } else {
            watcher = new JobView(out, terminal);
        }
        int recordsPerSecond = pace != null ? pace : terminal.interactive() ? WATCHED_PACE : LOGGED_PACE;
        String again = JobRun.commandLine(
                List.of("demo", "--dir", files.dir().toString(), "--pace", Integer.toString(recordsPerSecond)));
        Duration interval = worker ? CRASHED_CHECKPOINTS : WATCHED_CHECKPOINTS;
        JobRun.Setup setup =
                options.setup(files.dir(), checkpointEvery(interval), DemoCommand.class.getClassLoader(), again);
        return new WatchedDemo(files, out)
                .run(
                        new JobRun(out, spec.commandLine().getErr(), watcher),
                        new DelaysJob(),
                        setup,
                        recordsPerSecond,
                        parallelism);
    }

    private static Map<String, String> checkpointEvery(Duration interval) {
        return Map.of("penstock.checkpoint.interval", interval.toMillis() + "ms");
    }

    private ExitCode crash(DemoFiles files) throws IOException, InterruptedException {
        if (options.fresh()) {
            RunDirectory.setAside(files.dir());
        } else if (Files.exists(files.dir())) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "directory " + files.dir() + " exists, and a crash demo needs a new one: give another one with"
                            + " --dir, or add --fresh to have it moved out of the way");
        }
        long drawn = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed;
        // More work for each life than most get, so that the kills come before the end.
        int recordsPerSecond = pace != null ? pace : Math.max(1, LINES * 4 / (5 * (kills + 1)));
        List<String> words = new ArrayList<>(List.of(
                "demo",
                "--worker",
                "--dir=" + files.dir().toAbsolutePath(),
                "--input=" + files.input().toAbsolutePath(),
                "--pace=" + recordsPerSecond,
                "--parallelism=" + parallelism));
        words.addAll(options.configurationWords());
        PrintWriter out = spec.commandLine().getOut();
        out.println("crash demo: " + kills + " kills, seed " + drawn + ", running in " + files.dir());
        out.flush();
        KilledJob job = new KilledJob(
                new KilledJob.Setup(files.dir(), drawn, kills, CRASHED_CHECKPOINTS, process -> words), line -> {
                    out.println(line);
                    out.flush();
                });
        return new CrashDemo(files, out).compare(job.run(), job, drawn);
    }
}
