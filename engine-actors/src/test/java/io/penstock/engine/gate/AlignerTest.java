package io.penstock.engine.gate;

import static io.penstock.engine.gate.Aligner.Outcome.COMPLETE;
import static io.penstock.engine.gate.Aligner.Outcome.OBSOLETE;
import static io.penstock.engine.gate.Aligner.Outcome.SUPERSEDED;
import static io.penstock.engine.gate.Aligner.Outcome.WAITING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AlignerTest {
    @Test
    void holdsChannelUntilBarrierArrivedOnAll() {
        Aligner aligner = new Aligner(3, 0);

        assertThat(aligner.barrier(1, 1)).isEqualTo(WAITING);
        assertThat(aligner.barrier(0, 1)).isEqualTo(WAITING);

        assertThat(aligner.holds(0)).isTrue();
        assertThat(aligner.holds(1)).isTrue();
        assertThat(aligner.holds(2)).isFalse();
        assertThat(aligner.isAligning()).isTrue();
    }

    @Test
    void holdsNothingOnceTheBarrierArrivedOnAll() {
        Aligner aligner = new Aligner(2, 0);

        aligner.barrier(0, 1);

        assertThat(aligner.barrier(1, 1)).isEqualTo(COMPLETE);
        assertThat(aligner.holds(0)).isFalse();
        assertThat(aligner.holds(1)).isFalse();
        assertThat(aligner.isAligning()).isFalse();
    }

    @Test
    void oneChannelCompletesAtOnce() {
        Aligner aligner = new Aligner(1, 0);

        assertThat(aligner.barrier(0, 1)).isEqualTo(COMPLETE);
        assertThat(aligner.barrier(0, 2)).isEqualTo(COMPLETE);
        assertThat(aligner.holds(0)).isFalse();
    }

    @Test
    void newerBarrierSupersedesTheOlderAlignment() {
        Aligner aligner = new Aligner(3, 0);
        aligner.barrier(0, 1);

        assertThat(aligner.barrier(1, 2)).isEqualTo(SUPERSEDED);

        assertThat(aligner.holds(0)).isFalse();
        assertThat(aligner.holds(1)).isTrue();
    }

    @Test
    void barrierOfASupersededCheckpointIsObsolete() {
        Aligner aligner = new Aligner(3, 0);
        aligner.barrier(0, 1);
        aligner.barrier(1, 2);

        assertThat(aligner.barrier(2, 1)).isEqualTo(OBSOLETE);
        assertThat(aligner.holds(2)).isFalse();
    }

    @Test
    void barriersUpToTheRestoredCheckpointAreObsolete() {
        Aligner aligner = new Aligner(1, 5);

        assertThat(aligner.barrier(0, 4)).isEqualTo(OBSOLETE);
        assertThat(aligner.barrier(0, 5)).isEqualTo(OBSOLETE);
        assertThat(aligner.barrier(0, 6)).isEqualTo(COMPLETE);
    }

    @Test
    void barrierOfACompletedCheckpointIsObsolete() {
        Aligner aligner = new Aligner(2, 0);
        aligner.barrier(0, 1);
        aligner.barrier(1, 1);

        assertThat(aligner.barrier(0, 1)).isEqualTo(OBSOLETE);
    }

    @Test
    void abortReleasesWhatIsHeldForTheCheckpoint() {
        Aligner aligner = new Aligner(2, 0);
        aligner.barrier(0, 1);

        assertThat(aligner.abort(1)).isTrue();

        assertThat(aligner.holds(0)).isFalse();
        assertThat(aligner.isAligning()).isFalse();
    }

    @Test
    void barrierBehindItsAbortIsObsolete() {
        Aligner aligner = new Aligner(2, 0);
        aligner.barrier(0, 1);
        aligner.abort(1);

        assertThat(aligner.barrier(1, 1)).isEqualTo(OBSOLETE);
    }

    @Test
    void abortBeforeAnyBarrierMakesItsBarriersObsolete() {
        Aligner aligner = new Aligner(2, 0);

        assertThat(aligner.abort(1)).isFalse();

        assertThat(aligner.barrier(0, 1)).isEqualTo(OBSOLETE);
        assertThat(aligner.holds(0)).isFalse();
    }

    @Test
    void abortOfAnOlderCheckpointLeavesTheNewerAlignment() {
        Aligner aligner = new Aligner(2, 0);
        aligner.barrier(0, 2);

        assertThat(aligner.abort(1)).isFalse();

        assertThat(aligner.holds(0)).isTrue();
        assertThat(aligner.barrier(1, 2)).isEqualTo(COMPLETE);
    }

    @Test
    void barrierTwiceOnOneChannelBreaksIt() {
        Aligner aligner = new Aligner(2, 0);
        aligner.barrier(0, 1);

        assertThatThrownBy(() -> aligner.barrier(0, 1))
                .isInstanceOf(ChannelBrokenException.class)
                .hasMessageContaining("barrier 1 came twice on channel 0");
    }
}
