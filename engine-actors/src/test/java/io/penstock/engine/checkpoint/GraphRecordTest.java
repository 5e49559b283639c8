package io.penstock.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.Job;
import io.penstock.engine.SilentSink;
import io.penstock.engine.SilentSource;
import io.penstock.engine.checkpoint.GraphRecord.OperatorRecord;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GraphRecordTest {
    private static final OperatorRecord SOURCE = new OperatorRecord("flights", "source", 1, true);
    private static final OperatorRecord REDUCE = new OperatorRecord("sums", "reduce", 2, true);
    private static final OperatorRecord MAP = new OperatorRecord("double", "map", 2, false);

    private static GraphRecord graph(OperatorRecord... operators) {
        return new GraphRecord(128, List.of(operators));
    }

    @Test
    void sameGraphIsAccepted() {
        assertThat(graph(SOURCE, REDUCE, MAP).refusals(graph(SOURCE, REDUCE, MAP), Set.of()))
                .isEmpty();
    }

    @Test
    void otherParallelismIsAccepted() {
        assertThat(graph(REDUCE).refusals(graph(new OperatorRecord("sums", "reduce", 7, true)), Set.of()))
                .isEmpty();
    }

    @Test
    void newOperatorsAreAccepted() {
        assertThat(graph(SOURCE).refusals(graph(SOURCE, REDUCE, MAP), Set.of())).isEmpty();
    }

    @Test
    void operatorWithoutStateMayGo() {
        assertThat(graph(SOURCE, MAP).refusals(graph(SOURCE), Set.of())).isEmpty();
    }

    @Test
    void operatorWithStateThatIsGoneIsRefused() {
        assertThat(graph(SOURCE, REDUCE).refusals(graph(SOURCE), Set.of()))
                .containsExactly("operator 'sums' (reduce) has state and is gone from the job or has another name");
    }

    @Test
    void operatorWithStateMayGoIfThatIsAllowedByName() {
        assertThat(graph(SOURCE, REDUCE).refusals(graph(), Set.of("sums")))
                .containsExactly("operator 'flights' (source) has state and is gone from the job or has another name");
        assertThat(graph(SOURCE, REDUCE).refusals(graph(SOURCE), Set.of("sums")))
                .isEmpty();
    }

    @Test
    void operatorsThatAreGoneAreListedIfTheyHadState() {
        assertThat(graph(SOURCE, REDUCE, MAP).dropped(graph(SOURCE))).containsExactly(REDUCE);
    }

    @Test
    void operatorWithStateOfAnotherKindIsRefused() {
        assertThat(graph(REDUCE).refusals(graph(new OperatorRecord("sums", "window", 2, true)), Set.of()))
                .containsExactly("operator 'sums' was of kind reduce and is of kind window");
    }

    @Test
    void otherNumberOfKeyGroupsIsRefused() {
        assertThat(graph(REDUCE).refusals(new GraphRecord(64, List.of(REDUCE)), Set.of()))
                .containsExactly("the number of key groups was 128 and is 64");
    }

    @Test
    void everyRefusalIsListed() {
        assertThat(graph(SOURCE, REDUCE).refusals(new GraphRecord(64, List.of()), Set.of()))
                .hasSize(3);
    }

    @Test
    void recordOfAGraphHasItsOperators() {
        Job job = Job.named("record").parallelism(2);
        job.from(new SilentSource<Long>())
                .named("numbers")
                .map(n -> n)
                .keyBy(n -> n)
                .reduce(Long::sum, Long.class)
                .named("sums")
                .to(new SilentSink())
                .named("out");

        assertThat(GraphRecord.of(job.graph(1), 16))
                .isEqualTo(new GraphRecord(
                        16,
                        List.of(
                                new OperatorRecord("numbers", "source", 2, true),
                                new OperatorRecord("map", "map", 2, false),
                                new OperatorRecord("sums", "reduce", 2, true),
                                new OperatorRecord("out", "sink", 2, true))));
    }
}
