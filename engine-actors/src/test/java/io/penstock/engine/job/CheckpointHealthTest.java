package io.penstock.engine.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobStatus;
import io.penstock.api.JobStatus.CheckpointHealth;
import io.penstock.engine.SilentSink;
import io.penstock.engine.SilentSource;
import io.penstock.engine.checkpoint.CompletedCheckpoint;
import io.penstock.engine.clock.Clock;
import io.penstock.engine.fakes.FakeClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckpointHealthTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final FakeClock clock = new FakeClock();
    private final JobProgress progress = new JobProgress();

    @BeforeEach
    void begin() {
        progress.watchCheckpoints(clock, LIMIT);
        progress.phase(JobStatus.Phase.RUNNING);
    }

    private CheckpointHealth health() {
        return progress.status().health();
    }

    private void completedNow() {
        long now = clock.currentMillis();
        progress.completed(new CompletedCheckpoint(1, 1, now, now, List.of()));
    }

    @Test
    void ageIsThatOfTheLastCheckpoint() {
        assertThat(health().age()).isEmpty();
        completedNow();
        clock.advance(Duration.ofSeconds(7));

        assertThat(health().age()).contains(Duration.ofSeconds(7));
    }

    @Test
    void redPastTheLimitAndNotAtIt() {
        completedNow();
        clock.advance(LIMIT);
        assertThat(health().red()).isFalse();

        clock.advance(Duration.ofMillis(1));

        assertThat(health().red()).isTrue();
    }

    @Test
    void redWithoutAnyCheckpointOnceTheJobHasRunForLong() {
        assertThat(health().red()).isFalse();
        clock.advance(LIMIT.plusMillis(1));

        assertThat(health().red()).isTrue();
    }

    /** A job that was stopped for a week is not ill in its first second. */
    @Test
    void aJobThatIsStartedAgainIsGivenTime() {
        long before = clock.currentMillis();
        clock.advance(Duration.ofDays(7));
        JobProgress again = new JobProgress();
        again.watchCheckpoints(clock, LIMIT);
        again.restored(new CompletedCheckpoint(1, 1, before, before, List.of()));

        assertThat(again.status().health().red()).isFalse();
        assertThat(again.status().health().age()).contains(Duration.ofDays(7));
    }

    @Test
    void aJobThatHasEndedIsNotRed() {
        progress.ended(JobStatus.Phase.STOPPED, new JobEnd.Stopped(1));
        clock.advance(LIMIT.multipliedBy(2));

        assertThat(health().red()).isFalse();
    }

    @Test
    void withRareCheckpointsTheLimitIsTwoIntervals() {
        Job job = Job.named("rare").checkpointEvery(Duration.ofHours(1));
        job.from(new SilentSource<Long>()).to(new SilentSink());

        JobSetup setup = new EngineSettings(ConfigFactory.load()).setup(job.graph(1), Clock.system());

        assertThat(setup.redAfter()).isEqualTo(Duration.ofHours(2));
    }
}
