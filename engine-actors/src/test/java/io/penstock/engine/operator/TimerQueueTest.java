package io.penstock.engine.operator;

import static io.penstock.engine.operator.OperatorTesting.hash;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.state.ChunkBuffer;
import io.penstock.engine.state.StateReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerQueueTest {
    private final OperatorTesting testing = new OperatorTesting();
    private final TimerQueue timers = new TimerQueue(testing.states, "timers");

    private void register(String key, long time) {
        timers.register(key, hash(key), time);
    }

    private boolean delete(String key, long time) {
        return timers.delete(key, hash(key), time);
    }

    private static List<String> due(TimerQueue timers, long now) {
        List<String> due = new ArrayList<>();
        for (TimerQueue.Timer timer = timers.poll(now); timer != null; timer = timers.poll(now)) {
            due.add(timer.key() + "@" + timer.timeMillis());
        }
        return due;
    }

    @Test
    void timersFireInTheOrderOfTheirTimes() {
        register("a", 30);
        register("b", 10);
        register("a", 20);

        assertThat(due(timers, 30)).containsExactly("b@10", "a@20", "a@30");
    }

    @Test
    void timerFiresWhenItsTimeIsReachedAndNotBefore() {
        register("a", 10);

        assertThat(due(timers, 9)).isEmpty();
        assertThat(due(timers, 10)).containsExactly("a@10");
    }

    @Test
    void equalTimesFireInTheOrderInWhichTheyWereAskedFor() {
        register("c", 10);
        register("a", 10);
        register("b", 10);

        assertThat(due(timers, 10)).containsExactly("c@10", "a@10", "b@10");
    }

    @Test
    void timerAskedForTwiceFiresOnce() {
        register("a", 10);
        register("a", 10);

        assertThat(due(timers, 10)).containsExactly("a@10");
    }

    @Test
    void deletedTimerDoesNotFire() {
        register("a", 10);
        register("a", 20);

        assertThat(delete("a", 10)).isTrue();
        assertThat(due(timers, 100)).containsExactly("a@20");
    }

    @Test
    void deletingATimerThatIsNotThereSaysSo() {
        register("a", 10);

        assertThat(delete("a", 11)).isFalse();
        assertThat(delete("b", 10)).isFalse();
    }

    @Test
    void timerDeletedAndAskedForAgainFiresOnce() {
        register("a", 10);
        delete("a", 10);
        register("a", 10);

        assertThat(due(timers, 10)).containsExactly("a@10");
    }

    @Test
    void nextIsTheEarliestTime() {
        assertThat(timers.next()).isEqualTo(Long.MAX_VALUE);
        register("a", 30);
        register("b", -5);

        assertThat(timers.next()).isEqualTo(-5);
    }

    @Test
    void firedTimersLeaveNoState() {
        register("a", 10);
        register("b", 10);
        due(timers, 10);

        assertThat(testing.states.size()).isZero();
    }

    @Test
    void restoredTimersFire() {
        register("a", 10);
        register("a", 20);
        register("b", 15);
        delete("b", 15);
        List<byte[]> chunks = new ArrayList<>();
        testing.states.freeze(new ChunkBuffer(64, chunks::add), true, 0, new byte[0], List.of());
        testing.states.writeSome(Integer.MAX_VALUE);

        OperatorTesting next = new OperatorTesting();
        TimerQueue restored = new TimerQueue(next.states, "timers");
        StateReader reader = new StateReader(next.states);
        chunks.forEach(reader::read);
        restored.restored();

        assertThat(due(restored, 100)).containsExactly("a@10", "a@20");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithASortedSetOverRandomCalls(long seed) {
        Random random = new Random(seed);
        TreeSet<String> model = new TreeSet<>();
        long now = 1000;
        for (int step = 0; step < 5000; step++) {
            String key = "k" + random.nextInt(5);
            long time = now + random.nextInt(50);
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    register(key, time);
                    model.add(key + "@" + time);
                }
                case 2 -> assertThat(delete(key, time)).isEqualTo(model.remove(key + "@" + time));
                default -> {
                    now += random.nextInt(5);
                    long until = now;
                    List<String> expected = model.stream()
                            .filter(timer -> Long.parseLong(timer.substring(timer.indexOf('@') + 1)) <= until)
                            .toList();
                    assertThat(due(timers, now)).containsExactlyInAnyOrderElementsOf(expected);
                    expected.forEach(model::remove);
                }
            }
        }
    }
}
