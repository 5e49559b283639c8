package io.penstock.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import io.penstock.engine.metrics.OperatorCounters;
import io.penstock.graph.Operator;
import io.penstock.graph.OperatorSpec;
import io.penstock.time.Watermarks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepChainTest {
    private final Map<String, OperatorCounters> counters = new HashMap<>();

    private StepChain chain(OperatorSpec... specs) {
        List<Operator> operators = new ArrayList<>();
        for (OperatorSpec spec : specs) {
            operators.add(new Operator(operators.size(), spec.kind() + operators.size(), true, spec, 1));
        }
        return StepChain.of(operators, operator -> counted(operator.name()));
    }

    private OperatorCounters counted(String operator) {
        return counters.computeIfAbsent(operator, name -> new OperatorCounters());
    }

    private static OperatorSpec timestamps(long outOfOrderness) {
        return new OperatorSpec.TimestampsSpec(value -> (Long) value, new Watermarks(outOfOrderness, 500));
    }

    private static Batch batch(long... values) {
        Batch batch = Batch.plain(values.length, 64);
        for (long value : values) {
            batch.add(value, -1);
        }
        return batch;
    }

    private static List<Object> values(Batch batch) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            values.add(batch.value(i));
        }
        return values;
    }

    @Test
    void stepsRunInOrderInPlace() {
        StepChain chain = chain(
                new OperatorSpec.MapSpec(value -> (Long) value + 1),
                new OperatorSpec.FilterSpec(value -> (Long) value % 2 == 0),
                new OperatorSpec.MapSpec(value -> (Long) value * 10));
        Batch batch = batch(1, 2, 3);

        chain.run(batch);

        assertThat(values(batch)).containsExactly(20L, 40L);
    }

    @Test
    void filterKeepsTheTimestampsOfWhatItKeeps() {
        StepChain chain = chain(new OperatorSpec.FilterSpec(value -> (Long) value > 1));
        Batch batch = Batch.plain(3, 8);
        batch.add(1L, 100);
        batch.add(2L, 200);
        batch.add(3L, 300);

        chain.run(batch);

        assertThat(batch.size()).isEqualTo(2);
        assertThat(batch.timestampMillis(0)).isEqualTo(200);
        assertThat(batch.timestampMillis(1)).isEqualTo(300);
    }

    @Test
    void everyStepCountsItsRecords() {
        StepChain chain =
                chain(new OperatorSpec.FilterSpec(value -> (Long) value > 1), new OperatorSpec.MapSpec(value -> value));

        chain.run(batch(1, 2, 3));

        assertThat(counted("filter0").recordsIn()).isEqualTo(3);
        assertThat(counted("filter0").recordsOut()).isEqualTo(2);
        assertThat(counted("map1").recordsIn()).isEqualTo(2);
    }

    @Test
    void failureNamesTheStep() {
        StepChain chain = chain(new OperatorSpec.MapSpec(value -> {
            throw new IllegalStateException("boom");
        }));

        assertThatThrownBy(() -> chain.run(batch(1)))
                .isInstanceOfSatisfying(OperatorFailure.class, failure -> assertThat(failure.operator())
                        .isEqualTo("map0"))
                .hasMessageContaining("operator 'map0' failed")
                .hasMessageContaining("boom");
    }

    @Test
    void operatorThatIsNoStepIsRefused() {
        assertThatThrownBy(() -> chain(new OperatorSpec.UnionSpec()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'union0' is no step");
    }

    @Test
    void chainWithoutTimestampsAssignsNoTime() {
        StepChain chain = chain(new OperatorSpec.MapSpec(value -> value));

        assertThat(chain.assignsTime()).isFalse();
        assertThat(chain.watermark()).isEqualTo(Element.NO_WATERMARK);
        assertThat(chain.allIdle()).isFalse();
        assertThat(chain.idleAfterMillis()).isZero();
    }

    @Test
    void timestampsAreAssignedAndTheWatermarkIsTheGreatestLessTheBoundLessOne() {
        StepChain chain = chain(timestamps(10));
        Batch batch = batch(100, 300, 200);

        chain.run(batch);

        assertThat(batch.timestampMillis(1)).isEqualTo(300);
        assertThat(chain.watermark()).isEqualTo(289);
        assertThat(chain.idleAfterMillis()).isEqualTo(500);
    }

    @Test
    void watermarkIsTheLowestOverTheSplits() {
        StepChain chain = chain(timestamps(0));
        chain.register(0, Element.NO_WATERMARK);
        chain.register(1, Element.NO_WATERMARK);
        chain.select(0);
        chain.run(batch(500));
        assertThat(chain.watermark()).as("split 1 is not read yet").isEqualTo(Element.NO_WATERMARK);

        chain.select(1);
        chain.run(batch(200));

        assertThat(chain.watermark()).isEqualTo(199);
    }

    @Test
    void restoredSplitBeginsWithTheGreatestEventTimeOfItsSnapshot() {
        StepChain chain = chain(timestamps(0));
        chain.register(0, 1000);

        assertThat(chain.watermark()).isEqualTo(999);
        assertThat(chain.greatest(0)).isEqualTo(1000);
    }

    @Test
    void endedSplitDoesNotHoldBackTheWatermark() {
        StepChain chain = chain(timestamps(0));
        chain.register(0, 100);
        chain.register(1, 900);

        chain.end(0);

        assertThat(chain.watermark()).isEqualTo(899);
    }

    @Test
    void idleSplitDoesNotHoldBackTheWatermarkUntilItsNextRecord() {
        StepChain chain = chain(timestamps(0));
        chain.register(0, 100);
        chain.register(1, 900);

        chain.idle(0);
        assertThat(chain.watermark()).isEqualTo(899);

        chain.select(0);
        chain.run(batch(150));
        assertThat(chain.watermark()).isEqualTo(149);
    }

    @Test
    void noWatermarkFollowsFromIdleAndEndedSplitsAlone() {
        StepChain chain = chain(timestamps(0));
        chain.register(0, 100);
        chain.register(1, 900);
        chain.end(0);
        assertThat(chain.allIdle()).isFalse();

        chain.idle(1);

        assertThat(chain.allIdle()).isTrue();
        assertThat(chain.watermark()).isEqualTo(Element.NO_WATERMARK);
    }

    @Test
    void splitThatIsNotRegisteredIsRefused() {
        StepChain chain = chain(timestamps(0));

        assertThatThrownBy(() -> chain.select(7))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("split 7 is not registered");
    }

    @Test
    void lastTimestampsStepOfAChainCounts() {
        StepChain chain = chain(timestamps(0), timestamps(50));

        chain.run(batch(100));

        assertThat(chain.watermark()).isEqualTo(49);
    }

    @Test
    void watermarkOfTheInputIsReplacedByTheChainsOwn() {
        OperatorTesting testing = new OperatorTesting(100, chain(timestamps(0)));
        testing.out.emit(700L, 5);

        testing.out.watermark(5000);
        testing.out.flush();

        assertThat(testing.watermark()).isEqualTo(699);
    }

    @Test
    void finalWatermarkPassesAChainThatMakesItsOwn() {
        OperatorTesting testing = new OperatorTesting(100, chain(timestamps(0)));

        testing.out.watermark(Element.FINAL_WATERMARK);
        testing.out.flush();

        assertThat(testing.watermark()).isEqualTo(Element.FINAL_WATERMARK);
    }

    @Test
    void watermarkThatIsSentNeverGoesBack() {
        OperatorTesting testing = new OperatorTesting(100, chain(timestamps(0)));
        testing.out.steps().register(0, Element.NO_WATERMARK);
        testing.out.emit(700L, 0);
        testing.out.flush();
        testing.out.steps().register(1, 100);
        testing.out.refreshWatermark();
        testing.out.flush();

        assertThat(testing.watermark()).isEqualTo(699);
    }
}
