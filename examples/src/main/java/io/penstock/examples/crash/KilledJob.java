package io.penstock.examples.crash;

import io.penstock.node.CommandException;
import io.penstock.node.ExitCode;
import io.penstock.node.view.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * A job in a process that is killed again and again while it runs, and started again on the same directory, until the job
 * has finished.
 */
public final class KilledJob {
    /** From the fork until tasks run, recovery included. */
    private static final Duration RUNNING_LIMIT = Duration.ofSeconds(60);
    /** Between two checkpoints. */
    private static final Duration CHECKPOINT_LIMIT = Duration.ofSeconds(60);
    /** From the last start to the end of the job. */
    private static final Duration FINISH_LIMIT = Duration.ofMinutes(5);

    private static final int LOG_TAIL_LINES = 30;

    private final Setup setup;
    private final Consumer<String> say;
    private int processes;
    private int kills;

    /**
     * What to do.
     *
     * @param dir the directory of the run; what the workers print goes to a file beside it
     * @param seed draws the moments of the kills
     * @param checkpointInterval how often the workers take a checkpoint
     * @param words the command line of the n-th worker, from 1
     */
    public record Setup(Path dir, long seed, int kills, Duration checkpointInterval, IntFunction<List<String>> words) {}

    /**
     * How it went.
     *
     * @param processes how many workers were started
     * @param kills how many of them were killed; fewer than asked for if the job was at its end before
     */
    public record Outcome(int processes, int kills) {}

    /**
     * Nothing runs yet.
     *
     * @param say is given a line about each process
     */
    public KilledJob(Setup setup, Consumer<String> say) {
        this.setup = setup;
        this.say = say;
    }

    /** What the workers print. */
    public Path workerOutput() {
        return setup.dir().resolveSibling(setup.dir().getFileName() + "-workers.log");
    }

    /** The log file of the workers. */
    public Path log() {
        return setup.dir().resolve("logs").resolve("penstock.log");
    }

    /**
     * Goes on until the job has finished.
     *
     * @throws CommandException if a worker fails by itself or hangs
     */
    public Outcome run() throws IOException, InterruptedException {
        KillPlan plan = new KillPlan(setup.seed(), setup.checkpointInterval());
        boolean finished = false;
        while (!finished) {
            processes++;
            try (Worker worker = Worker.start(setup.words().apply(processes), workerOutput())) {
                if (kills < setup.kills() && killed(worker, plan.next(kills + 1 == setup.kills()))) {
                    kills++;
                } else {
                    finish(worker);
                    finished = true;
                }
            }
        }
        return outcome();
    }

    /** How far it has come, also where {@link #run} ended with an exception. */
    public Outcome outcome() {
        return new Outcome(processes, kills);
    }

    /** True if the worker was killed, false if it ended before the moment came. */
    private boolean killed(Worker worker, KillPlan.Moment moment) throws IOException, InterruptedException {
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
        say.accept("kill " + (kills + 1) + " of " + setup.kills() + ": process " + worker.pid() + ", " + when
                + (seen.checkpoints() == 0 || seen.progress() < 0
                        ? ""
                        : ", " + Figures.percent(seen.progress()) + " read"));
        return true;
    }

    private void finish(Worker worker) throws IOException, InterruptedException {
        await(worker, Worker.Seen::exited, FINISH_LIMIT, "finish the job");
        int exitCode = worker.exitCode();
        if (exitCode != ExitCode.OK.code()) {
            throw new CommandException(
                    ExitCode.JOB,
                    "worker " + worker.pid() + " ended by itself with exit code " + exitCode + "; " + evidence());
        }
        Worker.Seen seen = worker.seen();
        say.accept("process " + worker.pid()
                + (seen.running()
                        ? " finished the job: checkpoint " + seen.lastCheckpoint() + ", generation " + seen.generation()
                        : " found the job finished"));
        if (kills < setup.kills()) {
            say.accept("the job was at its end after " + kills + " of " + setup.kills() + " kills");
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
                        + " s; a thread dump is in " + workerOutput() + "; " + evidence());
    }

    /** Where to look, and the end of what is there. */
    private String evidence() throws IOException {
        return "what it printed is in " + workerOutput() + tail(workerOutput()) + "\nits log is " + log() + tail(log());
    }

    private static String tail(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return " (which is not there)";
        }
        List<String> lines = Files.readAllLines(file);
        List<String> last = lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size());
        return ", which ends with:\n  " + String.join("\n  ", last);
    }
}
