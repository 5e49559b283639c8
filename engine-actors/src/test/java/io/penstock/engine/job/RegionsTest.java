package io.penstock.engine.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.Job;
import io.penstock.api.Stream;
import io.penstock.connector.Sink;
import io.penstock.connector.Source;
import io.penstock.engine.SilentSink;
import io.penstock.engine.SilentSource;
import io.penstock.engine.checkpoint.TaskId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RegionsTest {
    private final Job job = Job.named("regions").parallelism(2);
    private final Source<Long, ?> source = new SilentSource<>();
    private final Sink<Object, ?> sink = new SilentSink();

    private static Stream<Long> summed(Stream<Long> numbers, String name) {
        return numbers.keyBy(n -> n).reduce(Long::sum, Long.class).named(name);
    }

    private List<String> subtree(String operator, int task) {
        return new Regions(new Layout(job.graph(2), true, 128))
                .subtree(Set.of(new TaskId(operator, task))).stream()
                        .map(TaskId::toString)
                        .toList();
    }

    private static String id(String operator, int task) {
        return new TaskId(operator, task).toString();
    }

    @Test
    void tasksBehindAKeyByRestartWithoutTheirNeighbours() {
        summed(job.from(source).named("source"), "sum").to(sink).named("sink");

        assertThat(subtree("sum", 1)).containsExactlyInAnyOrder(id("sum", 1), id("sink", 1));
        assertThat(subtree("sink", 0)).containsExactlyInAnyOrder(id("sum", 0), id("sink", 0));
    }

    @Test
    void sourceTakesEverythingDownstreamWithIt() {
        summed(job.from(source).named("source"), "sum").to(sink).named("sink");

        assertThat(subtree("source", 0))
                .containsExactlyInAnyOrder(id("source", 0), id("sum", 0), id("sum", 1), id("sink", 0), id("sink", 1));
    }

    @Test
    void edgesThatGoRoundJoinAllTasks() {
        summed(job.from(source).named("source"), "sum").to(sink).named("sink").parallelism(1);

        assertThat(subtree("sum", 1)).containsExactlyInAnyOrder(id("sum", 0), id("sum", 1), id("sink", 0));
    }

    @Test
    void secondExchangeEndsTheRegionAgain() {
        summed(summed(job.from(source).named("source"), "first"), "second")
                .to(sink)
                .named("sink");

        assertThat(subtree("second", 0)).containsExactlyInAnyOrder(id("second", 0), id("sink", 0));
        assertThat(subtree("first", 0))
                .containsExactlyInAnyOrder(
                        id("first", 0), id("second", 0), id("second", 1), id("sink", 0), id("sink", 1));
    }

    /** The sum's output comes back to the region of the source, which is upstream of the sum. */
    @Test
    void circleOfRegionsIsRestartedAsAWhole() {
        Stream<Long> numbers = job.from(source).named("source");
        Stream<Long> sums = summed(numbers, "sum");
        numbers.union(sums).named("both").to(sink).named("sink");

        assertThat(subtree("sum", 0)).contains(id("source", 0), id("source", 1), id("sum", 1));
    }
}
