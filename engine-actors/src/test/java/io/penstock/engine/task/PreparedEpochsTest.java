package io.penstock.engine.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreparedEpochsTest {
    private static final Codec<Object> CODEC = Codecs.dynamic("committable");

    private static byte[] lane(String name) {
        PreparedEpochs prepared = new PreparedEpochs();
        prepared.add(3, List.of(name + " 3 a", name + " 3 b"));
        prepared.add(4, List.of(name + " 4"));
        return prepared.encode(CODEC);
    }

    private static List<Object> restored(int task, int tasks) {
        PreparedEpochs prepared = new PreparedEpochs();
        prepared.restore(CODEC, List.of(lane("zero"), lane("one"), lane("two")), task, tasks);
        return prepared.all();
    }

    @Test
    void laneThatIsNoMoreGoesWholeToOneTask() {
        assertThat(restored(0, 2))
                .containsExactlyInAnyOrder("zero 3 a", "zero 3 b", "zero 4", "two 3 a", "two 3 b", "two 4");
    }

    @Test
    void laneGoesToTheTaskOfItsNumber() {
        assertThat(restored(1, 4)).containsExactly("one 3 a", "one 3 b", "one 4");
    }

    @Test
    void taskWithoutAFormerLaneHasNothing() {
        assertThat(restored(3, 4)).isEmpty();
    }
}
