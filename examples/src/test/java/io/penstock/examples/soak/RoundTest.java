package io.penstock.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.graph.OperatorSpec;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundTest {
    @Test
    void theSameSeedGivesTheSameRound() {
        assertThat(Round.of(7)).isEqualTo(Round.of(7)).isNotEqualTo(Round.of(13));
        assertThat(Round.of(7).events())
                .isEqualTo(Round.of(7).events())
                .isNotEqualTo(Round.of(13).events());
    }

    @Test
    void seedsInARowHaveAllShapes() {
        assertThat(LongStream.range(-3, -3 + Shape.ALL.size())
                        .mapToObj(seed -> Round.of(seed).shape()))
                .containsExactlyInAnyOrderElementsOf(Shape.ALL);
    }

    @Test
    void processesOfARoundDifferInParallelism() {
        Round round = Round.of(1);
        assertThat(IntStream.rangeClosed(1, 20).mapToObj(round::parallelism).distinct())
                .hasSizeGreaterThan(3)
                .allSatisfy(tasks -> assertThat(tasks.tasks()).isBetween(1, 3));
    }

    @Test
    void noEventIsFurtherBehindThanItsRoundSays() {
        for (long seed = 0; seed < 12; seed++) {
            Round round = Round.of(seed);
            long allowed = round.outOfOrdernessMillis();
            round.events().forEach(file -> {
                long greatest = Long.MIN_VALUE;
                for (Event event : file) {
                    greatest = Math.max(greatest, event.timeMillis());
                    assertThat(greatest - event.timeMillis()).isLessThanOrEqualTo(allowed);
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5})
    void aJobHasTheSinksThatAreExpected(long seed) {
        Round round = Round.of(seed);
        RoundFiles files = new RoundFiles(Path.of("round"));
        assertThat(new SoakStreams(round, files, round.parallelism(1))
                        .job().graph(1).operators().stream()
                                .filter(operator -> operator.spec() instanceof OperatorSpec.SinkSpec))
                .extracting(operator -> operator.name())
                .containsExactlyInAnyOrderElementsOf(
                        round.shape().expected(round.events()).keySet());
    }
}
