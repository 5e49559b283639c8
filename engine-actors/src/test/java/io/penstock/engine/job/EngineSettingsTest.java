package io.penstock.engine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.penstock.api.Job;
import io.penstock.engine.SilentSink;
import io.penstock.engine.SilentSource;
import io.penstock.engine.clock.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineSettingsTest {
    private static Job job() {
        Job job = Job.named("settings");
        job.from(new SilentSource<Long>()).to(new SilentSink());
        return job;
    }

    private static JobSetup setup(Job job, String... lines) {
        Config config = ConfigFactory.parseString(String.join("\n", lines)).withFallback(ConfigFactory.load());
        EngineSettings settings = new EngineSettings(config);
        return settings.setup(job.graph(settings.parallelism()), Clock.system());
    }

    @Test
    void everyDefaultIsLegal() {
        JobSetup setup = setup(job());

        assertThat(setup.keyGroups()).isEqualTo(128);
        assertThat(setup.fuse()).isTrue();
        assertThat(setup.checkpoints().interval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(setup.tasks().batchSize()).isEqualTo(256);
        assertThat(setup.restarts().maxRestarts()).isEqualTo(5);
        assertThat(setup.graph().operator(0).parallelism()).isEqualTo(1);
    }

    @Test
    void jobOverridesTheConfiguration() {
        JobSetup setup = setup(
                job().keyGroups(16).checkpointEvery(Duration.ofMillis(50)).parallelism(3),
                "penstock.job.key-groups = 64",
                "penstock.checkpoint.interval = 5s",
                "penstock.job.parallelism = 2");

        assertThat(setup.keyGroups()).isEqualTo(16);
        assertThat(setup.checkpoints().interval()).isEqualTo(Duration.ofMillis(50));
        assertThat(setup.graph().operator(0).parallelism()).isEqualTo(3);
    }

    @Test
    void alignmentIsWaitedForAlwaysNeverOrForATime() {
        assertThat(setup(job(), "penstock.checkpoint.alignment-timeout = off")
                        .checkpoints()
                        .alignmentTimeout())
                .isEmpty();
        assertThat(setup(job(), "penstock.checkpoint.alignment-timeout = 0ms")
                        .checkpoints()
                        .alignmentTimeout())
                .contains(Duration.ZERO);
        assertThat(setup(job()).checkpoints().alignmentTimeout()).contains(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "job.parallelism | 0 | a whole number from 1 to 32768",
                "job.key-groups | 32769 | a whole number from 1 to 32768",
                "job.fuse-stateless | maybe | on or off",
                "job.stop-timeout | 0ms | a duration of at least 1 ms",
                "job.drain-timeout | 0ms | a duration of at least 1 ms",
                "savepoint.timeout | 9ms | a duration of at least 10 ms",
                "savepoint.concurrent | 0 | a whole number from 1 to 100",
                "checkpoint.red-after | 0ms | a duration of at least 1 ms",
                "job.restart.max-restarts | -1 | a whole number from 0 to 1000000",
                "job.restart.window | soon | a duration of at least 1 ms",
                "job.restart.min-backoff | -1s | a duration of at least 0 ms",
                "job.restart.max-backoff | -1s | a duration of at least 0 ms",
                "checkpoint.interval | 9ms | a duration of at least 10 ms",
                "checkpoint.min-pause | -1ms | a duration of at least 0 ms",
                "checkpoint.timeout | 1ms | a duration of at least 10 ms",
                "checkpoint.alignment-timeout | -1s | a duration of at least 0 ms",
                "checkpoint.alignment-timeout | never | a duration of at least 0 ms, such as",
                "checkpoint.in-flight-bytes | 2GiB | a size from 0 to 1073741824 bytes",
                "checkpoint.tolerated-aborts | -1 | a whole number from 0 to 1000000",
                "checkpoint.retained | 0 | a whole number from 1 to 1000",
                "checkpoint.inline-bytes | -1 | a size from 0 to 67108864 bytes",
                "checkpoint.inline-bytes | 1GiB | a size from 0 to 67108864 bytes",
                "checkpoint.chunk-bytes | 1 | a size from 1024 to 67108864 bytes",
                "checkpoint.chunk-bytes | 1GiB | a size from 1024 to 67108864 bytes",
                "checkpoint.chunks-in-flight | 0 | a whole number from 1 to 1024",
                "checkpoint.slice-entries | 0 | a whole number from 1 to 16777216",
                "checkpoint.base-after-delta-ratio | 0 | a number of at least 0.1",
                "checkpoint.read-back-bytes | some | a size from 0 to 9223372036854775807 bytes",
                "task.batch-size | 65537 | a whole number from 1 to 65536",
                "task.batch-size | many | a whole number from 1 to 65536",
                "task.batch-size | 99999999999 | a whole number from 1 to 65536",
                "task.credit | 0 | a whole number from 1 to 1024",
                "task.flush-patience | 101 | a whole number from 0 to 100",
                "task.dispatcher | [] | a text",
                "task.blocking-dispatcher | {} | a text",
                "source.fetch-batches | 0 | a whole number from 1 to 1024",
                "source.open-splits | 0 | a whole number from 1 to 4096",
                "source.idle-poll-interval | 0ms | a duration of at least 1 ms",
                "sink.write-batches | 0 | a whole number from 1 to 1024",
                "sink.uncommitted-bytes | 0 | a size from 1 to 9223372036854775807 bytes",
                "sink.commit-attempts | 0 | a whole number from 1 to 1000",
                "sink.commit-backoff | 0ms | a duration of at least 1 ms"
            })
    void settingThatIsNotLegalIsRefusedWithItsKeyAndTheLegalValues(String key, String value, String legal) {
        assertThatThrownBy(() -> setup(job(), "penstock." + key + " = " + value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("setting penstock." + key + " is ")
                .hasMessageContaining("expected " + legal);
    }

    @Test
    void settingThatIsMissingIsRefusedWithItsKey() {
        Config config = ConfigFactory.load().withoutPath("penstock.task.credit");

        assertThatThrownBy(() -> new EngineSettings(config).setup(job().graph(1), Clock.system()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("penstock.task.credit is missing or not legal")
                .hasMessageContaining("a whole number from 1 to 1024");
    }
}
