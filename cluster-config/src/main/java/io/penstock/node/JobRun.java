package io.penstock.node;

import com.typesafe.config.Config;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.api.JobStatus;
import io.penstock.api.RunOptions;
import io.penstock.engine.savepoint.DamagedSavepointException;
import io.penstock.graph.JobGraph;
import io.penstock.graph.Operator;
import io.penstock.node.control.ControlServer;
import io.penstock.node.control.ControlSettings;
import io.penstock.node.control.JobControl;
import io.penstock.node.view.Figures;
import io.penstock.node.view.JobWatcher;
import io.penstock.persistence.JournalDamagedException;
import io.penstock.persistence.JournalInUseException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs one job in this process from its start to its end, shows it, and says how it ended. */
public final class JobRun {
    /** A chain of causes longer than this is a loop. */
    private static final int MOST_CAUSES = 50;

    private final PrintWriter out;
    private final PrintWriter err;
    private final JobWatcher watcher;

    public JobRun(PrintWriter out, PrintWriter err, JobWatcher watcher) {
        this.out = out;
        this.err = err;
        this.watcher = watcher;
    }

    /**
     * What to run with.
     *
     * @param dir where the journal and the log are; a job that ran there before goes on
     * @param fresh move what is in {@code dir} out of the way first
     * @param config a HOCON file
     * @param overrides configuration keys and values, stronger than everything else
     * @param defaults configuration keys and values, weaker than everything a user says
     * @param loader sees the classes of the job
     * @param again the command that goes on with the job, as a user would type it
     * @param options from where the job begins
     * @param words of the command line, which {@code resume} repeats; empty if it cannot
     */
    public record Setup(
            Path dir,
            boolean fresh,
            Optional<Path> config,
            Map<String, String> overrides,
            Map<String, String> defaults,
            ClassLoader loader,
            String again,
            RunOptions options,
            List<String> words) {
        /** The same, beginning from somewhere else. */
        Setup starting(RunOptions from) {
            return new Setup(dir, fresh, config, overrides, defaults, loader, again, from, words);
        }

        /** The same, so that {@code resume} can repeat it. */
        Setup repeatedBy(List<String> commandLine) {
            return new Setup(dir, fresh, config, overrides, defaults, loader, again, options, commandLine);
        }
    }

    /**
     * How it went.
     *
     * @param last the status when the job had ended
     */
    public record Outcome(JobEnd end, JobStatus last, ExitCode exitCode) {}

    /**
     * Blocks until the job has ended and the actor system is down.
     *
     * @throws CommandException if it cannot be run at all
     */
    public Outcome run(Job job, Setup setup) {
        setup.options().savepoint().ifPresent(folder -> SavepointReport.refuseUnlessThere(folder, setup));
        if (setup.fresh()) {
            RunDirectory.setAside(setup.dir()).ifPresent(aside -> out.println("the former run is now in " + aside));
        }
        RunDirectory directory = RunDirectory.prepare(setup.dir(), job.name());
        Config config = NodeConfig.load(directory, setup);
        NodeLogging.toFile(directory.logFile(), config);
        if (!setup.words().isEmpty()) {
            LastCommand.now(setup.words()).writeTo(directory.path());
        }
        if (setup.options().savepoint().isPresent()) {
            checkSavepoint(setup.options().savepoint().get(), job, config, setup.options());
        }

        AtomicReference<@Nullable JobHandle> running = new AtomicReference<>();
        StopSignals.handle(() -> stop(running.get()), watcher::restore);
        Instant begun = Instant.now();
        try (Node node = Node.start(config, setup.loader())) {
            ControlSettings limits = ControlSettings.of(config);
            JobHandle handle = node.penstock().run(job, setup.options());
            running.set(handle);
            sayDerivedNames(handle.graph());
            JobEnd end;
            Runnable closeControl = control(directory, handle, limits);
            try {
                end = watcher.watch(handle);
            } finally {
                // With the answers it still owes, before the process ends.
                closeControl.run();
            }
            JobStatus last = handle.status();
            say(job.name(), end, last, begun, directory, again(setup));
            return new Outcome(end, last, exitCode(end));
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(ExitCode.JOB, "interrupted while job '" + job.name() + "' was running", e);
        }
    }

    private void checkSavepoint(Path folder, Job job, Config config, RunOptions options) {
        SavepointReport report = SavepointReport.of(folder, job, config, options.mayDrop());
        if (!report.report().fits()) {
            report.print(out);
            throw new CommandException(
                    ExitCode.JOB,
                    "job '" + job.name() + "' does not fit the savepoint " + folder + ": nothing was run");
        }
        out.println("starts from savepoint " + folder + " (checkpoint "
                + report.savepoint().checkpointId() + " of "
                + report.savepoint().takenAt()
                + "), unless this directory was started from it before");
        out.println(report.meaning());
        out.flush();
    }

    /** Without its socket a job runs all the same. */
    private Runnable control(RunDirectory directory, JobHandle handle, ControlSettings settings) {
        try {
            return ControlServer.open(directory.path(), new JobControl(handle), settings)::close;
        } catch (IOException e) {
            err.println(
                    "no control socket, so status, savepoint and stop do not reach this process: " + e.getMessage());
            err.flush();
            return () -> {};
        }
    }

    /** The commands that go on with a job, one a line. */
    private static String again(Setup setup) {
        return setup.words().isEmpty()
                ? setup.again()
                : commandLine(List.of("resume", "--dir", setup.dir().toString())) + "\n  " + setup.again();
    }

    private void stop(@Nullable JobHandle handle) {
        if (handle == null) {
            watcher.restore();
            err.println("stopped before the job was running");
            err.flush();
            Runtime.getRuntime().halt(ExitCode.OK.code());
            return;
        }
        watcher.say("stopping: sources first, then a last checkpoint, then the actors (again = kill)");
        handle.stop();
    }

    private void sayDerivedNames(JobGraph graph) {
        List<String> derived = graph.operators().stream()
                .filter(operator -> operator.nameDerived() && operator.spec().stateful())
                .map(Operator::name)
                .toList();
        if (!derived.isEmpty()) {
            out.println("names derived for " + String.join(", ", derived)
                    + ": what has state is found again by its name, so name it before you change the job");
        }
    }

    private void say(String name, JobEnd end, JobStatus last, Instant begun, RunDirectory directory, String again) {
        if (end instanceof JobEnd.Finished finished) {
            // A job that finishes here takes a last checkpoint here.
            boolean here = last.lastCheckpoint()
                    .filter(checkpoint -> !checkpoint.completedAt().isBefore(begun))
                    .isPresent();
            if (!here) {
                out.println("job '" + name + "' had finished before, with checkpoint " + finished.lastCheckpoint()
                        + ": nothing was left to do");
                out.println("to run it afresh, add --fresh: the former run in " + directory.path()
                        + " is moved out of the way");
            } else {
                out.println("job '" + name + "' finished with checkpoint " + finished.lastCheckpoint());
            }
        } else if (end instanceof JobEnd.Stopped stopped) {
            out.println("job '" + name + "' stopped with checkpoint " + stopped.lastCheckpoint() + "; go on with:");
            out.println("  " + again);
        } else if (end instanceof JobEnd.Suspended suspended) {
            out.flush();
            err.println("job '" + name + "' is suspended");
            suspended.operator().ifPresent(operator -> err.println("  operator    " + operator));
            err.println("  cause       " + suspended.cause());
            err.println("  checkpoint  "
                    + last.lastCheckpoint()
                            .map(checkpoint -> checkpoint.id() + " is kept, complete since " + checkpoint.completedAt()
                                    + " (" + Figures.bytes(checkpoint.bytes()) + ")")
                            .orElse("none known"));
            err.println("  log         " + directory.logFile());
            err.println("once the cause is removed, go on with:");
            err.println("  " + again);
        }
        out.flush();
        err.flush();
    }

    private static ExitCode exitCode(JobEnd end) {
        if (!(end instanceof JobEnd.Suspended suspended)) {
            return ExitCode.OK;
        }
        Throwable cause = suspended.failure();
        for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
            if (cause instanceof JournalDamagedException || cause instanceof DamagedSavepointException) {
                return ExitCode.DAMAGED_JOURNAL;
            }
            if (cause instanceof JournalInUseException) {
                return ExitCode.IN_USE;
            }
            cause = cause.getCause();
        }
        return ExitCode.JOB;
    }

    /** A command as a user types it in a shell: the program that was called, and words quoted where needed. */
    public static String commandLine(List<String> words) {
        return System.getProperty("penstock.command", "penstock") + " "
                + words.stream().map(JobRun::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
