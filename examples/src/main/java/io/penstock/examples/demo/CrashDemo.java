package io.penstock.examples.demo;

import io.penstock.examples.flights.PlainDelays;
import io.penstock.node.CommandException;
import io.penstock.node.ExitCode;
import io.penstock.node.view.Figures;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * Kills a worker again and again while it runs the job, starts it again on the same directory, and compares what came out
 * with {@link PlainDelays}.
 */
final class CrashDemo {
    /** From the fork until tasks run, recovery included. */
    private static final Duration RUNNING_LIMIT = Duration.ofSeconds(60);
    /** Between two checkpoints. */
    private static final Duration CHECKPOINT_LIMIT = Duration.ofSeconds(60);
    /** From the last start to the end of the job. */
    private static final Duration FINISH_LIMIT = Duration.ofMinutes(5);

    private static final int MOST_ROWS_SHOWN = 20;
    private static final int LOG_TAIL_LINES = 30;

    private final Setup setup;
    private final PrintWriter out;
    private final Path workerOutput;

    /**
     * What to do.
     *
     * @param seed draws the moments of the kills
     * @param words the command line of a worker
     * @param log the log file of the workers
     */
    record Setup(DemoFiles files, long seed, int kills, Duration checkpointInterval, List<String> words, Path log) {}

    CrashDemo(Setup setup, PrintWriter out) {
        this.setup = setup;
        this.out = out;
        this.workerOutput =
                setup.files().dir().resolveSibling(setup.files().dir().getFileName() + "-workers.log");
    }

    /** @throws CommandException if a worker fails by itself or hangs */
    ExitCode run() throws IOException, InterruptedException {
        KillPlan plan = new KillPlan(setup.seed(), setup.checkpointInterval());
        int processes = 0;
        int kills = 0;
        boolean finished = false;
        while (!finished) {
            processes++;
            try (Worker worker = Worker.start(setup.words(), workerOutput)) {
                if (kills < setup.kills() && killed(worker, plan.next(kills + 1 == setup.kills()), kills + 1)) {
                    kills++;
                } else {
                    finish(worker, kills);
                    finished = true;
                }
            }
        }
        return compare(processes, kills);
    }

    /** True if the worker was killed, false if it ended before the moment came. */
    private boolean killed(Worker worker, KillPlan.Moment moment, int number) throws IOException, InterruptedException {
        switch (moment.from()) {
            case PROCESS_START -> {}
            case RECOVERY -> await(worker, Worker.Seen::begun, RUNNING_LIMIT, "begin the job");
            case END_OF_INPUT -> await(worker, Worker.Seen::endOfInput, FINISH_LIMIT, "read all of its input");
            case RUNNING -> await(worker, Worker.Seen::running, RUNNING_LIMIT, "run tasks");
            case CHECKPOINT -> {
                await(worker, Worker.Seen::running, RUNNING_LIMIT, "run tasks");
                for (int i = 1; i <= moment.checkpoints(); i++) {
                    int wanted = i;
                    await(worker, seen -> seen.checkpoints() >= wanted, CHECKPOINT_LIMIT, "complete a checkpoint");
                }
            }
        }
        if (worker.seen().exited() || worker.endsWithin(moment.delay())) {
            return false;
        }
        worker.kill();
        Worker.Seen seen = worker.seen();
        String since = Figures.duration(moment.delay());
        String when =
                switch (moment.from()) {
                    case PROCESS_START -> since + " after its start" + (seen.running() ? "" : ", not running yet");
                    case RECOVERY -> since + " after it began to recover" + (seen.running() ? "" : ", not running yet");
                    case RUNNING -> since + " after its tasks began";
                    case END_OF_INPUT -> since + " after the end of its input";
                    case CHECKPOINT -> since + " after checkpoint " + seen.lastCheckpoint();
                };
        say("kill " + number + " of " + setup.kills() + ": process " + worker.pid() + ", " + when
                + (seen.checkpoints() == 0 || seen.progress() < 0
                        ? ""
                        : ", " + Figures.percent(seen.progress()) + " read"));
        return true;
    }

    private void finish(Worker worker, int kills) throws IOException, InterruptedException {
        await(worker, Worker.Seen::exited, FINISH_LIMIT, "finish the job");
        int exitCode = worker.exitCode();
        if (exitCode != ExitCode.OK.code()) {
            throw new CommandException(
                    ExitCode.JOB,
                    "worker " + worker.pid() + " ended by itself with exit code " + exitCode + "; " + evidence());
        }
        Worker.Seen seen = worker.seen();
        say("process " + worker.pid()
                + (seen.running()
                        ? " finished the job: checkpoint " + seen.lastCheckpoint() + ", generation " + seen.generation()
                        : " found the job finished"));
        if (kills < setup.kills()) {
            say("the job was at its end after " + kills + " of " + setup.kills() + " kills");
        }
    }

    private void await(Worker worker, Predicate<Worker.Seen> wanted, Duration limit, String what)
            throws IOException, InterruptedException {
        if (worker.await(wanted, limit)) {
            return;
        }
        worker.dumpThreads();
        worker.kill();
        throw new CommandException(
                ExitCode.JOB,
                "worker " + worker.pid() + " hangs: it did not " + what + " within " + limit.toSeconds()
                        + " s; a thread dump is in " + workerOutput + "; " + evidence());
    }

    private ExitCode compare(int processes, int kills) throws IOException {
        DemoFiles files = setup.files();
        List<String> actual = DemoFiles.rows(files.delays());
        Comparison comparison = Comparison.of(PlainDelays.rows(files.input()), actual);
        List<Path> leftBehind = files.leftBehind();
        leftBehind.stream().limit(MOST_ROWS_SHOWN).forEach(path -> say("left behind  " + path));
        comparison.describe(MOST_ROWS_SHOWN).forEach(this::say);
        String run = Figures.count(actual.size()) + " rows after " + kills + " kills of " + processes
                + " processes (seed " + setup.seed() + ")";
        if (comparison.identical() && leftBehind.isEmpty()) {
            say("identical: " + run);
            say("  output   " + files.delays());
            say("  workers  " + workerOutput);
            return ExitCode.OK;
        }
        say("different: " + comparison.missing().size() + " rows missing, "
                + comparison.extra().size() + " extra, " + leftBehind.size() + " files left behind; " + run);
        say("  output   " + files.delays());
        say("  workers  " + workerOutput);
        say("  log      " + setup.log());
        return ExitCode.JOB;
    }

    /** Where to look, and the end of what is there. */
    private String evidence() throws IOException {
        return "what it printed is in " + workerOutput + tail(workerOutput) + "\nits log is " + setup.log()
                + tail(setup.log());
    }

    private static String tail(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return " (which is not there)";
        }
        List<String> lines = Files.readAllLines(file);
        List<String> last = lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size());
        return ", which ends with:\n  " + String.join("\n  ", last);
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
