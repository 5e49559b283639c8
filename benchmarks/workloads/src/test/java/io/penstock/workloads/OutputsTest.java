package io.penstock.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutputsTest {
    private final Outputs outputs = new Outputs(new FinalValues(3));

    @Test
    void lanesAreAddedUp() {
        outputs.lane(0).take(1, 10, 0);
        outputs.lane(1).take(2, 20, 0);

        assertThat(outputs.tally()).isEqualTo(new Outputs.Tally(2, 10 * 31 + 1 + 20 * 31 + 2));
    }

    @Test
    void transactionalLaneCountsWhatIsCommitted() {
        Outputs.Lane lane = outputs.transactionalLane(0);
        lane.take(1, 10, 0);
        Outputs.Tally drained = lane.drain();
        lane.take(1, 10, 0);

        outputs.commit(0, 1, drained);

        assertThat(outputs.tally().outputs()).isEqualTo(1);
    }

    @Test
    void epochCommittedTwiceCountsOnce() {
        Outputs.Tally tally = new Outputs.Tally(5, 50);

        outputs.commit(0, 1, tally);
        outputs.commit(0, 1, tally);
        outputs.commit(0, 2, tally);

        assertThat(outputs.tally()).isEqualTo(new Outputs.Tally(10, 100));
    }

    @Test
    void wrongFinalValueIsNamed() {
        Outputs right = new Outputs(new FinalValues(3));
        right.lane(0).take(1, 10, Event.CLOSING);
        Outputs.Lane lane = outputs.lane(0);
        lane.take(1, 10, 0);

        assertThat(outputs.differences(right))
                .containsExactly("final values: 1 of 3 keys differ, the first [1], key 1 has 0, expected 10");
    }
}
