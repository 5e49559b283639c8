package io.penstock.node;

import io.penstock.api.RunOptions;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** From where a job begins, and what may be given up for that. */
final class StartOptions {
    @Option(
            names = "--from-savepoint",
            paramLabel = "FOLDER",
            description = "Start from a savepoint. If DIR was started from it before, the job goes on in DIR.")
    private @Nullable Path savepoint;

    @Option(
            names = "--allow-rewind",
            description = "Also if DIR has later checkpoints: they are given up, and what came of them is shown twice.")
    private boolean allowRewind;

    @Option(
            names = "--allow-drop",
            paramLabel = "NAME",
            description = "Go on without this operator, giving up what it knew; may be given several times.")
    private Set<String> mayDrop = new LinkedHashSet<>();

    Optional<Path> savepoint() {
        return Optional.ofNullable(savepoint);
    }

    Set<String> mayDrop() {
        return mayDrop;
    }

    RunOptions options() {
        RunOptions options =
                savepoint == null ? RunOptions.none() : RunOptions.none().fromSavepoint(savepoint);
        options = allowRewind ? options.allowRewind() : options;
        for (String name : mayDrop) {
            options = options.allowDrop(name);
        }
        return options;
    }
}
