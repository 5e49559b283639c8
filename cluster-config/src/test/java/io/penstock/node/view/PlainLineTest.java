package io.penstock.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.JobStatus;
import io.penstock.api.JobStatus.OperatorStatus;
import io.penstock.api.JobStatus.Phase;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlainLineTest {
    @Test
    void saysHowTheJobStandsInOneLine() {
        assertThat(PlainLine.render(Statuses.tenSeconds()))
                .isEqualTo("12:00:10 delays RUNNING, 50.0 %, 10,000 records, 1,000/s, watermark 2001-02-13 21:29:59,"
                        + " checkpoint 7 (12 ms, 31.4 kB, 400 ms ago)");
    }

    @Test
    void leavesOutWhatIsNotKnownYet() {
        assertThat(PlainLine.render(new History("delays", Statuses.sample(0, Statuses.starting()))))
                .isEqualTo("12:00:00 delays STARTING, 0.0 %, 0 records, 0/s");
    }

    @Test
    void addsTroubleAtTheEnd() {
        List<OperatorStatus> operators =
                List.of(new OperatorStatus("delays", "source", 1, 0, 10, 3, 4, Long.MIN_VALUE, 0, 0, 0));
        JobStatus status = new JobStatus(
                Phase.BACKING_OFF,
                4,
                3,
                Optional.empty(),
                operators,
                Optional.empty(),
                2,
                Optional.of("disk is full\nat byte 7"),
                Statuses.HEALTHY);
        assertThat(PlainLine.render(new History("delays", Statuses.sample(0, status))))
                .isEqualTo("12:00:00 delays BACKING_OFF, 10 records, 0/s, 3 restarts, 2 aborted checkpoints, 3 late,"
                        + " 4 not readable, after: disk is full");
    }

    @Test
    void anOldCheckpointIsRed() {
        assertThat(PlainLine.render(new History("delays", Statuses.sample(0, Statuses.red(Statuses.START)))))
                .endsWith("checkpoint 7 (12 ms, 31.4 kB, 2 min 30 s ago), RED: no checkpoint for over 2 min 00 s");
    }
}
