package io.penstock.node;

import com.typesafe.config.Config;
import io.penstock.api.Job;
import io.penstock.api.Savepoint;
import io.penstock.engine.clock.Clock;
import io.penstock.engine.job.EngineSettings;
import io.penstock.engine.savepoint.DamagedSavepointException;
import io.penstock.engine.savepoint.SavepointException;
import io.penstock.engine.savepoint.SavepointFolder;
import io.penstock.engine.savepoint.UpgradeCheck;
import io.penstock.engine.savepoint.UpgradeReport;
import io.penstock.graph.JobGraph;
import io.penstock.node.view.Figures;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** What a job would do with a savepoint, for a user. */
record SavepointReport(Savepoint savepoint, UpgradeReport report) {
    /**
     * Holds a job against a savepoint.
     *
     * @param config of the process that would run the job
     * @throws CommandException if there is no savepoint, or it is damaged
     */
    static SavepointReport of(Path folder, Job job, Config config, Set<String> mayDrop) {
        try {
            EngineSettings settings = new EngineSettings(config);
            JobGraph graph = job.graph(settings.parallelism());
            Clock clock = Clock.system();
            SavepointFolder found = SavepointFolder.open(folder);
            return new SavepointReport(
                    found.savepoint(),
                    UpgradeCheck.of(found, graph, settings.setup(graph, clock).keyGroups(), mayDrop, clock));
        } catch (DamagedSavepointException e) {
            throw new CommandException(ExitCode.DAMAGED_JOURNAL, String.valueOf(e.getMessage()), e);
        } catch (SavepointException | IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Before anything is moved or begun: is there a savepoint, and does it stay there?
     *
     * @throws CommandException if not
     */
    static void refuseUnlessThere(Path folder, JobRun.Setup setup) {
        Path savepoint = folder.toAbsolutePath().normalize();
        if (setup.fresh() && savepoint.startsWith(setup.dir().toAbsolutePath().normalize())) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "the savepoint " + folder + " lies in " + setup.dir()
                            + ", which --fresh moves out of the way: move the savepoint elsewhere first, or start in"
                            + " another directory with --dir");
        }
        try {
            SavepointFolder.open(folder);
        } catch (DamagedSavepointException e) {
            throw new CommandException(ExitCode.DAMAGED_JOURNAL, String.valueOf(e.getMessage()), e);
        } catch (SavepointException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    void print(PrintWriter out) {
        out.println("savepoint " + savepoint.id() + " of job '" + savepoint.jobName() + "', checkpoint "
                + savepoint.checkpointId() + " of " + savepoint.takenAt() + ", " + Figures.bytes(savepoint.bytes())
                + (savepoint.last() ? ", the last of a job that was stopped" : ", of a job that ran on"));
        for (UpgradeReport.Line line : report.lines()) {
            String head = line.finding().toString().toLowerCase(Locale.ROOT);
            String text = line.text().replace("\n", "\n    ");
            out.println("  " + String.format(Locale.ROOT, "%-8s", head) + "  "
                    + (line.operator().isEmpty() ? "" : line.operator() + ": ") + text);
        }
        out.println(report.fits() ? "the job can start from it" : "the job cannot start from it");
        out.flush();
    }

    /** What a start from it means for what sinks have shown. */
    String meaning() {
        return savepoint.last()
                ? "the savepoint was taken at the stop of the job: nothing was shown after it, unless the job went on later"
                : "the savepoint was taken while the job ran on: what that has shown after "
                        + savepoint.takenAt()
                        + " is shown once more; for exactly once, remove it from the output first (files carry the number of"
                        + " their checkpoint in their names: those above "
                        + savepoint.checkpointId() + ")";
    }
}
