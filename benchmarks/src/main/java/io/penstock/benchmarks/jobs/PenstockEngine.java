package io.penstock.benchmarks.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.penstock.workloads.Engine;
import io.penstock.workloads.Run;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * The workloads on Penstock, each a {@link JobOnDisk}.
 */
public final class PenstockEngine implements Engine {
    /** Setting: how many operators that do nothing stand behind the source. */
    public static final String PASSES = "penstock-benchmarks.passes";

    private final Config more;

    public PenstockEngine() {
        this(ConfigFactory.empty());
    }

    /**
     * With other settings.
     *
     * @param more wins over what is set here, and over system properties
     */
    public PenstockEngine(Config more) {
        this.more = more;
    }

    @Override
    public String name() {
        return "penstock";
    }

    @Override
    public String version() {
        return "Penstock, Pekko " + org.apache.pekko.Version.current();
    }

    @Override
    public Set<String> workloads() {
        return PenstockJobs.workloads();
    }

    @Override
    public RunningJob start(Run run, Path directory) {
        Config config = more.withFallback(config(directory));
        return JobOnDisk.start(PenstockJobs.define(run, config.getInt(PASSES)), config);
    }

    private static Config config(Path directory) {
        // W5 fails again and again.
        return ConfigFactory.parseMap(Map.of("penstock.job.subtree-restart.max-restarts", "1000"))
                .withFallback(JobOnDisk.config(directory))
                .withFallback(ConfigFactory.parseMap(Map.of(PASSES, 0)));
    }
}
