package io.penstock.node;

import io.penstock.api.RunOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that runs a job. */
public final class NodeOptions {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "Where the journal and the log are (default: .penstock/<name of the job>). A job that ran there"
                            + " before goes on.")
    private @Nullable Path dir;

    @Option(
            names = "--fresh",
            description = "Begin anew: what is in DIR is moved out of the way. What the job wrote to its sinks stays.")
    private boolean fresh;

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration, in HOCON.")
    private @Nullable Path config;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "A key of the configuration, such as -Dpenstock.checkpoint.interval=500ms.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    public Optional<Path> dir() {
        return Optional.ofNullable(dir);
    }

    public boolean fresh() {
        return fresh;
    }

    /**
     * What to run with.
     *
     * @param dir where to run if the user did not say
     * @param defaults configuration of the command, weaker than everything a user says
     * @param again the command that goes on with the job
     */
    public JobRun.Setup setup(Path dir, Map<String, String> defaults, ClassLoader loader, String again) {
        return new JobRun.Setup(
                dir().orElse(dir),
                fresh,
                Optional.ofNullable(config),
                overrides,
                defaults,
                loader,
                again,
                RunOptions.none(),
                List.of());
    }

    /** The options that configure a node, for the command line of another process. */
    public List<String> configurationWords() {
        List<String> words = new ArrayList<>();
        if (config != null) {
            words.add("--config=" + config.toAbsolutePath());
        }
        overrides.forEach((key, value) -> words.add("-D" + key + "=" + value));
        return words;
    }
}
