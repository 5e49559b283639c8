package io.penstock.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The configuration of a stand-alone node. From strongest to weakest: {@code -D} on the command line, system properties,
 * the file given with {@code --config}, {@code application.conf} on the class path, what the command and the directory say,
 * {@code penstock-node.conf} (what a stand-alone node sets for itself), and the {@code reference.conf} of every module.
 */
final class NodeConfig {
    private NodeConfig() {}

    /** @throws CommandException naming the file or key that is wrong */
    static Config load(RunDirectory directory, JobRun.Setup setup) {
        ClassLoader loader = setup.loader();
        try {
            ConfigFactory.invalidateCaches();
            return ConfigFactory.parseMap(setup.overrides(), "-D on the command line")
                    .withFallback(ConfigFactory.defaultOverrides(loader))
                    .withFallback(setup.config().map(NodeConfig::parse).orElse(ConfigFactory.empty()))
                    .withFallback(ConfigFactory.defaultApplication(loader))
                    .withFallback(ConfigFactory.parseMap(setup.defaults(), "the command"))
                    .withFallback(of(directory))
                    .withFallback(ConfigFactory.parseResources(NodeConfig.class.getClassLoader(), "penstock-node.conf"))
                    .withFallback(ConfigFactory.defaultReferenceUnresolved(loader))
                    .resolve();
        } catch (ConfigException e) {
            throw new CommandException(ExitCode.USAGE, "configuration: " + e.getMessage(), e);
        }
    }

    private static Config parse(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new CommandException(
                    ExitCode.USAGE, "--config " + file + " is not a file: give the path of a HOCON file");
        }
        return ConfigFactory.parseFile(
                file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
    }

    private static Config of(RunDirectory directory) {
        return ConfigFactory.parseMap(
                Map.of(
                        "penstock.journal.dir",
                                directory.journal().toAbsolutePath().toString(),
                        "penstock.snapshot-store.dir",
                                directory.snapshots().toAbsolutePath().toString()),
                "directory " + directory.path());
    }
}
