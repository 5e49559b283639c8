package io.penstock.examples.demo;

import io.penstock.examples.crash.Comparison;
import io.penstock.examples.crash.CsvOutput;
import io.penstock.examples.crash.KilledJob;
import io.penstock.examples.flights.PlainDelays;
import io.penstock.node.ExitCode;
import io.penstock.node.view.Figures;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** Compares what came out of a job that was killed again and again with {@link PlainDelays}. */
final class CrashDemo {
    private static final int MOST_ROWS_SHOWN = 20;

    private final DemoFiles files;
    private final PrintWriter out;

    CrashDemo(DemoFiles files, PrintWriter out) {
        this.files = files;
        this.out = out;
    }

    ExitCode compare(KilledJob.Outcome outcome, KilledJob job, long seed) throws IOException {
        List<String> actual = CsvOutput.rows(files.delays());
        Comparison comparison = Comparison.of(PlainDelays.rows(files.input()), actual);
        List<Path> leftBehind = files.written().leftBehind();
        leftBehind.stream().limit(MOST_ROWS_SHOWN).forEach(path -> say("left behind  " + path));
        comparison.describe(MOST_ROWS_SHOWN).forEach(this::say);
        String run = Figures.count(actual.size()) + " rows after " + outcome.kills() + " kills of "
                + outcome.processes() + " processes (seed " + seed + ")";
        if (comparison.identical() && leftBehind.isEmpty()) {
            say("identical: " + run);
            say("  output   " + files.delays());
            say("  workers  " + job.workerOutput());
            return ExitCode.OK;
        }
        say("different: " + comparison.missing().size() + " rows missing, "
                + comparison.extra().size() + " extra, " + leftBehind.size() + " files left behind; " + run);
        say("  output   " + files.delays());
        say("  workers  " + job.workerOutput());
        say("  log      " + job.log());
        return ExitCode.JOB;
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
