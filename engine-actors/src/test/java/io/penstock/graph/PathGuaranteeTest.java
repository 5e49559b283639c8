package io.penstock.graph;

import static io.penstock.connector.Guarantee.AT_LEAST_ONCE;
import static io.penstock.connector.Guarantee.AT_MOST_ONCE;
import static io.penstock.connector.Guarantee.BEST_EFFORT;
import static io.penstock.connector.Guarantee.EXACTLY_ONCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.api.Job;
import io.penstock.api.Stream;
import io.penstock.connector.Guarantee;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathGuaranteeTest {
    private final Job job = Job.named("promises");

    private Stream<Long> from(Guarantee intake) {
        return job.from(new PortsOf.In(intake)).named("in-" + intake.name());
    }

    private static void to(Stream<Long> stream, Guarantee delivery) {
        stream.to(new PortsOf.Out(delivery)).named("out-" + delivery.name());
    }

    private List<Guarantee> guarantees() {
        return PathGuarantee.of(job.graph(1)).stream()
                .map(PathGuarantee::guarantee)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "EXACTLY_ONCE, EXACTLY_ONCE, EXACTLY_ONCE",
        "EXACTLY_ONCE, AT_LEAST_ONCE, AT_LEAST_ONCE",
        "AT_LEAST_ONCE, EXACTLY_ONCE, AT_LEAST_ONCE",
        "AT_MOST_ONCE, EXACTLY_ONCE, AT_MOST_ONCE",
        "AT_MOST_ONCE, AT_MOST_ONCE, AT_MOST_ONCE",
        "AT_MOST_ONCE, AT_LEAST_ONCE, BEST_EFFORT",
        "AT_LEAST_ONCE, AT_MOST_ONCE, BEST_EFFORT"
    })
    void aPathHasWhatSourceAndSinkBothHave(Guarantee intake, Guarantee delivery, Guarantee expected) {
        to(from(intake).map(n -> n), delivery);

        assertThat(guarantees()).containsExactly(expected);
    }

    @Test
    void recognizedRepetitionsMakeASourceExactlyOnce() {
        to(from(AT_LEAST_ONCE).deduplicate(n -> n, Duration.ofHours(1)), EXACTLY_ONCE);

        assertThat(guarantees()).containsExactly(EXACTLY_ONCE);
    }

    @Test
    void recognizedRepetitionsDoNotBringBackWhatIsLost() {
        to(from(AT_MOST_ONCE).deduplicate(n -> n, Duration.ofHours(1)), EXACTLY_ONCE);

        assertThat(guarantees()).containsExactly(AT_MOST_ONCE);
    }

    @Test
    void aWayAroundTheDeduplicationCounts() {
        Stream<Long> in = from(AT_LEAST_ONCE);
        to(in.deduplicate(n -> n, Duration.ofHours(1)).union(in), EXACTLY_ONCE);

        assertThat(guarantees()).containsExactly(AT_LEAST_ONCE);
    }

    @Test
    void eachSourceIsJudgedAtEachSinkThatItReaches() {
        Stream<Long> rewound = from(EXACTLY_ONCE);
        to(rewound.union(from(AT_LEAST_ONCE)), EXACTLY_ONCE);
        to(rewound, AT_LEAST_ONCE);

        assertThat(PathGuarantee.of(job.graph(1)))
                .map(PathGuarantee::toString)
                .containsExactlyInAnyOrder(
                        "in-EXACTLY_ONCE -> out-EXACTLY_ONCE: exactly once",
                        "in-EXACTLY_ONCE -> out-AT_LEAST_ONCE: at least once",
                        "in-AT_LEAST_ONCE -> out-EXACTLY_ONCE: at least once");
    }

    @Test
    void whatIsLessThanExactlyOnceIsGivenAReasonForEachEnd() {
        to(from(AT_LEAST_ONCE), AT_MOST_ONCE);

        PathGuarantee path = PathGuarantee.of(job.graph(1)).get(0);
        assertThat(path.guarantee()).isEqualTo(BEST_EFFORT);
        assertThat(path.reasons()).hasSize(2);
        assertThat(path.reasons().get(0)).contains("in-AT_LEAST_ONCE").contains("deduplicate");
        assertThat(path.reasons().get(1)).contains("out-AT_MOST_ONCE").contains("loses");
    }

    @Test
    void preconditionsOfBothEndsAreNamed() {
        to(from(EXACTLY_ONCE), EXACTLY_ONCE);

        assertThat(PathGuarantee.of(job.graph(1)).get(0).preconditions())
                .containsExactly("the input stays", "the output stays");
    }

    @Test
    void aJobThatRequiresMoreThanItHasIsRefusedWithWhatToChange() {
        job.require(EXACTLY_ONCE);
        to(from(AT_LEAST_ONCE), EXACTLY_ONCE);

        assertThatThrownBy(() -> job.graph(1))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("'promises' requires exactly once")
                .hasMessageContaining("in-AT_LEAST_ONCE -> out-EXACTLY_ONCE: at least once")
                .hasMessageContaining("deduplicate");
    }

    @ParameterizedTest
    @CsvSource({"EXACTLY_ONCE, AT_LEAST_ONCE", "EXACTLY_ONCE, AT_MOST_ONCE", "AT_LEAST_ONCE, BEST_EFFORT"})
    void aJobMayHaveMoreThanItRequires(Guarantee has, Guarantee required) {
        job.require(required);
        to(from(has), EXACTLY_ONCE);

        assertThatCode(() -> job.graph(1)).doesNotThrowAnyException();
    }

    @Test
    void onceOrNotAtAllIsNotOnceOrMore() {
        assertThat(AT_MOST_ONCE.covers(AT_LEAST_ONCE)).isFalse();
        assertThat(AT_LEAST_ONCE.covers(AT_MOST_ONCE)).isFalse();
    }
}
