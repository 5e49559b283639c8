package io.penstock.examples.soak;

import io.penstock.engine.clock.Clock;
import io.penstock.examples.ProjectClone;
import io.penstock.node.ExitCode;
import io.penstock.node.JobRun;
import io.penstock.node.view.Figures;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Goes through rounds until a limit is reached, and says how each of them ended. */
final class Soak {
    private final Setup setup;
    private final PrintWriter out;

    private final Clock clock = Clock.system();
    private int rounds;
    private int kills;
    private int processes;
    private long rows;
    private final List<Long> wrong = new ArrayList<>();

    /**
     * What to do.
     *
     * @param dir where rounds have their directories
     * @param seed of the first round
     * @param time after which no round begins, if there is such a limit
     * @param kills after which no round begins
     * @param rounds after which no round begins
     * @param keep keep the directory of a round also if its output is identical
     * @param configurationWords options for the workers
     */
    record Setup(
            Path dir,
            long seed,
            Optional<Duration> time,
            Optional<Integer> kills,
            Optional<Integer> rounds,
            boolean keep,
            List<String> configurationWords) {}

    Soak(Setup setup, PrintWriter out) {
        this.setup = setup;
        this.out = out;
    }

    ExitCode run() throws IOException, InterruptedException {
        long begun = clock.nanos();
        say("soak: rounds from seed " + setup.seed() + ", running in " + setup.dir());
        do {
            round(setup.seed() + rounds);
        } while (!limitReached(begun));
        say((wrong.isEmpty() ? "all identical: " : wrong.size() + " not identical: ") + rounds + " rounds, "
                + kills + " kills, " + processes + " processes, " + Figures.count(rows) + " rows, "
                + Figures.duration(Duration.ofNanos(clock.nanos() - begun)));
        wrong.forEach(seed -> say("  repeat with: " + repeat(seed)));
        return wrong.isEmpty() ? ExitCode.OK : ExitCode.JOB;
    }

    private boolean limitReached(long begun) {
        return setup.time()
                        .filter(limit -> clock.nanos() - begun >= limit.toNanos())
                        .isPresent()
                || setup.kills().filter(limit -> kills >= limit).isPresent()
                || setup.rounds().filter(limit -> rounds >= limit).isPresent();
    }

    private void round(long seed) throws IOException, InterruptedException {
        Round round = Round.of(seed);
        RoundFiles files = new RoundFiles(ProjectClone.free(setup.dir().resolve("round-" + seed)));
        SoakRound.Result result = new SoakRound(round, files, setup.configurationWords()).run();
        rounds++;
        kills += result.outcome().kills();
        processes += result.outcome().processes();
        rows += result.rows();
        say(String.format(
                Locale.ROOT,
                "seed %-8d %-9s %d kills  %8s rows  %s",
                seed,
                round.shape().name(),
                result.outcome().kills(),
                Figures.count(result.rows()),
                result.verdict() == SoakRound.Verdict.IDENTICAL
                        ? "identical"
                        : result.verdict().name()));
        if (result.verdict() != SoakRound.Verdict.IDENTICAL) {
            wrong.add(seed);
            result.problem().forEach(line -> say("    " + line));
            say("    all of it is in " + files.dir() + ", its settings are " + round.settings());
            say("    repeat with: " + repeat(seed));
        } else if (!setup.keep()) {
            files.delete();
        }
    }

    private String repeat(long seed) {
        List<String> words = new ArrayList<>(List.of("soak", "--seed=" + seed, "--rounds=1"));
        words.addAll(setup.configurationWords());
        return JobRun.commandLine(words);
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
