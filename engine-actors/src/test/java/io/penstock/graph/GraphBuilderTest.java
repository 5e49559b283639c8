package io.penstock.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.api.Job;
import io.penstock.api.Stream;
import io.penstock.engine.SilentSink;
import io.penstock.engine.SilentSource;
import io.penstock.function.OutputTag;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphBuilderTest {
    private final Job job = Job.named("built");

    private Stream<Long> numbers() {
        return job.from(new SilentSource<Long>());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "-a", ".a", "a/b", "a|b", "größe"})
    void nameOfAJobThatCannotBeAPathOrAKeyIsRefused(String name) {
        assertThatThrownBy(() -> Job.named(name))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("the name of a job must match")
                .hasMessageContaining("'" + name + "'");
    }

    @Test
    void nameOfMoreThanEightyCharactersIsRefused() {
        assertThat(Job.named("a".repeat(80)).name()).hasSize(80);
        assertThatThrownBy(() -> Job.named("a".repeat(81))).isInstanceOf(InvalidJobException.class);
    }

    @Test
    void nameOfAnOperatorIsChecked() {
        Stream<Long> numbers = numbers();

        assertThatThrownBy(() -> numbers.named("a b"))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("the name of an operator must match");
    }

    @Test
    void namesThatAreNotGivenAreDerivedFromTheKind() {
        Stream<Long> numbers = numbers();
        numbers.map(n -> n).map(n -> n).to(new SilentSink());
        numbers.map(n -> n).named("map-2").to(new SilentSink());

        assertThat(job.graph(1).operators())
                .extracting(Operator::name)
                .containsExactly("source", "map", "map-3", "sink", "map-2", "sink-2");
        assertThat(job.graph(1).operators())
                .extracting(Operator::nameDerived)
                .containsExactly(true, true, true, true, false, true);
    }

    @Test
    void twoOperatorsOfOneNameAreRefused() {
        numbers().named("same").map(n -> n).named("same").to(new SilentSink());

        assertThatThrownBy(() -> job.graph(1))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("job 'built' has two operators named 'same'");
    }

    @Test
    void jobWithoutASourceIsRefused() {
        assertThatThrownBy(() -> job.graph(1))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("job 'built' has no source: begin with job.from(...)");
    }

    @Test
    void outputThatGoesNowhereIsRefused() {
        numbers().map(n -> n).named("lost");

        assertThatThrownBy(() -> job.graph(1))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("operator 'lost'")
                .hasMessageContaining("goes nowhere")
                .hasMessageContaining(".to(sink)");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 32_769})
    void parallelismOutOfRangeIsRefusedWithTheRange(int parallelism) {
        Stream<Long> numbers = numbers().named("numbers");

        assertThatThrownBy(() -> numbers.parallelism(parallelism))
                .isInstanceOf(InvalidJobException.class)
                .hasMessage("operator 'numbers' of job 'built': must be from 1 to 32768, not " + parallelism);
        assertThatThrownBy(() -> job.parallelism(parallelism))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("job 'built'");
        assertThatThrownBy(() -> job.keyGroups(parallelism))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("key groups of job 'built'");
    }

    @Test
    void checkpointIntervalBelowTenMillisecondsIsRefused() {
        assertThatThrownBy(() -> job.checkpointEvery(Duration.ofMillis(9)))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("at least 10 ms")
                .hasMessageContaining("PT0.009S");
    }

    @Test
    void parallelismOfAnOperatorComesBeforeTheJobsAndThatBeforeTheDefault() {
        numbers().parallelism(5).map(n -> n).to(new SilentSink());

        assertThat(job.graph(2).operators()).extracting(Operator::parallelism).containsExactly(5, 2, 2);
        job.parallelism(3);
        assertThat(job.graph(2).operators()).extracting(Operator::parallelism).containsExactly(5, 3, 3);
    }

    @Test
    void sameDefinitionGivesTheSameGraph() {
        numbers().map(n -> n).to(new SilentSink());

        assertThat(job.graph(1)).isEqualTo(job.graph(1));
    }

    @Test
    void sendersStandBeforeReceivers() {
        Stream<Long> left = numbers();
        Stream<Long> right = numbers().map(n -> n);
        left.union(right, right.sideOutput(OutputTag.of("side", Long.class)))
                .rebalance()
                .to(new SilentSink());

        assertThat(job.graph(1).edges())
                .allSatisfy(edge -> assertThat(edge.from()).isLessThan(edge.to()));
    }
}
