package io.penstock.examples.demo;

import io.penstock.api.JobEnd;
import io.penstock.examples.crash.CsvOutput;
import io.penstock.examples.flights.DelaysJob;
import io.penstock.node.ExitCode;
import io.penstock.node.JobRun;
import io.penstock.node.view.Figures;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** Runs the job in this process, shows it, and ends with what it found. */
final class WatchedDemo {
    private static final int WORST = 10;
    /** With fewer flights a single delay decides the mean of a day. */
    private static final int LEAST_DEPARTURES = 5;

    private final DemoFiles files;
    private final PrintWriter out;

    WatchedDemo(DemoFiles files, PrintWriter out) {
        this.files = files;
        this.out = out;
    }

    ExitCode run(JobRun run, DelaysJob job, JobRun.Setup setup, int pace, int parallelism) throws IOException {
        out.println("delays per airport and day of the flights in " + files.input());
        out.println("running in " + files.dir());
        out.flush();
        JobRun.Outcome outcome = run.run(job.define(files.arguments(pace, parallelism)), setup);
        if (outcome.end() instanceof JobEnd.Finished) {
            sayResult();
        }
        return outcome.exitCode();
    }

    private void sayResult() throws IOException {
        List<String> rows = CsvOutput.rows(files.delays());
        out.println();
        out.println("the " + WORST + " worst airport-days by mean delay, of those with at least " + LEAST_DEPARTURES
                + " departures:");
        WorstDays.table(rows, WORST, LEAST_DEPARTURES).forEach(line -> out.println("  " + line));
        out.println();
        sayFiles("airport-days", rows.size(), files.delays());
        sayFiles("late flights", CsvOutput.rows(files.late()).size(), files.late());
        sayFiles("dead letters", CsvOutput.rows(files.deadLetters()).size(), files.deadLetters());
        out.flush();
    }

    private void sayFiles(String what, int count, Path directory) {
        out.printf("%7s %s in %s%n", Figures.count(count), what, directory);
    }
}
