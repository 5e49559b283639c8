package io.penstock.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.workloads.PartReader.Position;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartReaderTest {
    private final Run run = Run.begin(new RunSettings("W1", "plain", 6, 0, 2, 0, 0, 20));

    private static List<Event> read(PartReader reader, int most) {
        List<Event> events = new ArrayList<>();
        for (int ready = reader.ready(most); ready > 0; ready = reader.ready(most)) {
            for (int i = 0; i < ready; i++) {
                events.add(reader.next());
            }
        }
        assertThat(reader.ready(most)).isEqualTo(PartReader.AT_END);
        return events;
    }

    @Test
    void recordsAreFollowedByTheClosingOnes() {
        List<Event> events = read(run.read(Position.first(0)), 4);

        assertThat(events).hasSize(10 + 3);
        assertThat(events.subList(10, 13)).allMatch(event -> event.timestamp() == Event.CLOSING);
        assertThat(run.counts()).containsExactly(10, 0);
    }

    @Test
    void fromAPositionTheSameRecordsCome() {
        List<Event> all = read(run.read(Position.first(1)), 100);
        for (int taken = 0; taken <= all.size(); taken++) {
            PartReader first = run.read(Position.first(1));
            for (int i = 0; i < taken; i++) {
                assertThat(first.ready(1)).isEqualTo(1);
                assertThat(first.next()).isEqualTo(all.get(i));
            }

            assertThat(read(run.read(first.position()), 3)).isEqualTo(all.subList(taken, all.size()));
        }
    }

    @Test
    void stoppedPartClosesWhereItIs() {
        PartReader reader = run.read(Position.first(0));
        assertThat(reader.ready(2)).isEqualTo(2);
        reader.next();
        reader.next();
        run.stop();

        assertThat(read(reader, 100)).hasSize(3).allMatch(event -> event.timestamp() == Event.CLOSING);
        assertThat(run.counts()).containsExactly(2, 0);
    }
}
