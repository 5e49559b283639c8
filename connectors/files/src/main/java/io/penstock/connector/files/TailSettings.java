package io.penstock.connector.files;

import com.typesafe.config.Config;
import io.penstock.connector.Configured;
import java.time.Duration;
import java.util.Optional;

/**
 * How files are followed.
 *
 * @param lines how lines are read
 * @param listEvery how long to wait between two looks for new files
 * @param forgetAfter a file that has been gone for so long is forgotten
 * @param patience a last line without its end is taken once the file has not grown for so long; empty for never
 * @param onLoss what happens when lines are lost
 */
record TailSettings(
        FileSourceSettings lines,
        Duration listEvery,
        Duration forgetAfter,
        Optional<Duration> patience,
        LossPolicy onLoss) {
    /** With what stands under {@code penstock.connector.files}. */
    static Configured<TailSettings> configured() {
        return Configured.at("penstock.connector.files", TailSettings::of);
    }

    static TailSettings of(Config config) {
        return new TailSettings(
                FileSourceSettings.of(config.getConfig("source"), false, false),
                config.getDuration("tail.list-every"),
                config.getDuration("tail.forget-after"),
                Optional.empty(),
                LossPolicy.FAIL);
    }

    TailSettings {
        check("listEvery", listEvery);
        check("forgetAfter", forgetAfter);
        patience.ifPresent(wait -> check("patience", wait));
    }

    private static void check(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " must be more than nothing, not " + duration);
        }
    }

    TailSettings withLines(FileSourceSettings value) {
        return new TailSettings(value, listEvery, forgetAfter, patience, onLoss);
    }

    TailSettings withListEvery(Duration value) {
        return new TailSettings(lines, value, forgetAfter, patience, onLoss);
    }

    TailSettings withForgetAfter(Duration value) {
        return new TailSettings(lines, listEvery, value, patience, onLoss);
    }

    TailSettings withPatience(Duration value) {
        return new TailSettings(lines, listEvery, forgetAfter, Optional.of(value), onLoss);
    }

    TailSettings withOnLoss(LossPolicy value) {
        return new TailSettings(lines, listEvery, forgetAfter, patience, value);
    }
}
