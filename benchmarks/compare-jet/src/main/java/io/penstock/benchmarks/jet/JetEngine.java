package io.penstock.benchmarks.jet;

import com.hazelcast.config.Config;
import com.hazelcast.config.SerializerConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.BuildInfoProvider;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.config.ProcessingGuarantee;
import io.penstock.workloads.Engine;
import io.penstock.workloads.Event;
import io.penstock.workloads.Run;
import io.penstock.workloads.RunSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** One member of Hazelcast in this process, with as many threads for Jet as cores. */
public final class JetEngine implements Engine {
    private static final long SNAPSHOT_INTERVAL_MILLIS = 1_000;

    @Override
    public String name() {
        return "jet";
    }

    @Override
    public String version() {
        return "Hazelcast " + BuildInfoProvider.getBuildInfo().getVersion();
    }

    @Override
    public Set<String> workloads() {
        return JetJobs.workloads();
    }

    @Override
    public RunningJob start(Run run, Path directory) {
        RunSettings settings = run.settings();
        HazelcastInstance member = Hazelcast.newHazelcastInstance(config());
        Job job = member.getJet()
                .newJob(
                        JetJobs.pipeline(settings.workload(), settings.parallelism()),
                        new JobConfig()
                                .setName(settings.workload())
                                .setProcessingGuarantee(ProcessingGuarantee.EXACTLY_ONCE)
                                .setSnapshotIntervalMillis(SNAPSHOT_INTERVAL_MILLIS));
        CompletionStage<Void> end = job.getFuture();
        return new RunningJob() {
            @Override
            public CompletionStage<?> end() {
                return end;
            }

            @Override
            public List<Checkpoint> checkpoints() {
                return JetSnapshots.current().completed();
            }

            @Override
            public void close() {
                member.getLifecycleService().terminate();
            }
        };
    }

    private static Config config() {
        Config config = new Config();
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.logging.type", "none");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
        config.getSerializationConfig()
                .addSerializerConfig(
                        new SerializerConfig().setTypeClass(Event.class).setImplementation(new EventSerializer()))
                .addSerializerConfig(
                        new SerializerConfig().setTypeClass(Seller.class).setImplementation(new Seller.Serializer()));
        config.getJetConfig()
                .setEnabled(true)
                // There is no second member for a backup.
                .setBackupCount(0)
                .setCooperativeThreadCount(Runtime.getRuntime().availableProcessors());
        return config;
    }
}
