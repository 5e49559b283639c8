package io.penstock.benchmarks.pause;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.penstock.benchmarks.jobs.PenstockEngine;
import io.penstock.workloads.Outcome;
import io.penstock.workloads.RunSettings;
import io.penstock.workloads.Trial;
import java.nio.file.Path;
import java.util.Map;

/**
 * One run of W6: a count per key, all keys there before the measurement begins, so many of them touched each second.
 *
 * @param keys how many there are
 * @param rate records a second, each on another key until all had one
 */
record PauseRun(int keys, int rate) {
    private static final Config TIMED = ConfigFactory.parseMap(
            Map.of("pekko.actor.typed.default-mailbox.mailbox-type", TimedMailbox.class.getName()));
    private static final int PARALLELISM = 2;

    /** What a run has shown. */
    record Result(Outcome outcome, Pauses.Taken pauses) {}

    /** Keys that change between two checkpoints, which are a second apart. */
    int touched() {
        return Math.min(keys, rate);
    }

    /** Takes as long as the settings say, and what filling and checking need. */
    Result run(long warmUpMillis, long measuredMillis, Path directory) throws Exception {
        RunSettings settings =
                new RunSettings("W6", "penstock", keys, rate, PARALLELISM, warmUpMillis, measuredMillis, 0);
        Measured measured = new Measured();
        Outcome outcome = Trial.of(new PenstockEngine(TIMED), settings, directory, measured);
        return new Result(outcome, measured.pauses);
    }

    /** Takes what was recorded in the measured part. */
    private static final class Measured implements Trial.Window {
        private Pauses.Taken pauses = Pauses.take();

        @Override
        public void begins() {
            Pauses.take();
        }

        @Override
        public void ends() {
            pauses = Pauses.take();
        }
    }
}
