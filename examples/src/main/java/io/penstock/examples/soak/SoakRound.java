package io.penstock.examples.soak;

import io.penstock.examples.crash.KilledJob;
import io.penstock.node.CommandException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Runs a round: makes its input, kills its processes, compares what came out. */
final class SoakRound {
    private final Round round;
    private final RoundFiles files;
    private final List<String> configurationWords;

    /** What came of a round. */
    enum Verdict {
        IDENTICAL,
        DIFFERENT,
        /** A process ended by itself, or hung. */
        FAILED
    }

    /**
     * How a round ended.
     *
     * @param rows of the output
     * @param problem what is wrong, or nothing if the output is identical
     */
    record Result(Verdict verdict, KilledJob.Outcome outcome, int rows, List<String> problem) {}

    /** @param configurationWords options for the workers */
    SoakRound(Round round, RoundFiles files, List<String> configurationWords) {
        this.round = round;
        this.files = files;
        this.configurationWords = configurationWords;
    }

    Result run() throws IOException, InterruptedException {
        List<List<Event>> events = round.events();
        files.writeInput(events);
        KilledJob job = new KilledJob(
                new KilledJob.Setup(
                        files.run(), round.seed(), round.kills(), round.checkpointInterval(), this::workerWords),
                this::append);
        try {
            job.run();
        } catch (CommandException e) {
            return new Result(
                    Verdict.FAILED,
                    job.outcome(),
                    0,
                    String.valueOf(e.getMessage()).lines().toList());
        }
        RoundOutput output = RoundOutput.of(files, round.shape().expected(events));
        return new Result(
                output.problem().isEmpty() ? Verdict.IDENTICAL : Verdict.DIFFERENT,
                job.outcome(),
                output.rows(),
                output.problem());
    }

    private void append(String line) {
        try {
            Files.writeString(files.kills(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + files.kills(), e);
        }
    }

    private List<String> workerWords(int process) {
        List<String> words = new ArrayList<>(List.of(
                "soak",
                "--worker",
                "--dir=" + files.run().toAbsolutePath(),
                "--seed=" + round.seed(),
                "--process=" + process));
        words.addAll(configurationWords);
        return words;
    }
}
