package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobArgumentsTest {
    private static JobArguments parse(String... words) {
        return JobArguments.parse(List.of(words));
    }

    @Test
    void valueFollowsAnEqualsSignOrIsTheNextWord() {
        JobArguments arguments = parse("--input=a.csv", "--output", "b.csv");

        assertThat(arguments.asMap()).isEqualTo(Map.of("input", "a.csv", "output", "b.csv"));
    }

    @Test
    void optionWithoutAValueIsTrue() {
        assertThat(parse("--verbose", "--fast").asMap()).isEqualTo(Map.of("verbose", "true", "fast", "true"));
    }

    @Test
    void valueMayHoldAnEqualsSignOrBeEmpty() {
        assertThat(parse("--filter=a=b", "--empty=").asMap()).isEqualTo(Map.of("filter", "a=b", "empty", ""));
    }

    @Test
    void negativeNumberIsAValue() {
        assertThat(parse("--offset", "-5").getInt("offset", 0)).isEqualTo(-5);
    }

    @Test
    void wordThatIsNoOptionIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> parse("--a=1", "stray"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("argument 2 is 'stray', expected --name=value or --name value");
    }

    @Test
    void optionWithoutANameIsRefused() {
        assertThatThrownBy(() -> parse("--")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> parse("--=x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("argument 1 is '--=x'");
    }

    @Test
    void optionGivenTwiceIsRefused() {
        assertThatThrownBy(() -> parse("--a=1", "--a", "2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("argument --a is given twice");
    }

    @Test
    void missingArgumentIsNamedWithThoseThatWereGiven() {
        assertThatThrownBy(() -> parse("--b=1", "--a=2").get("input"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("argument --input is missing; given: [a, b]");
        assertThatThrownBy(() -> JobArguments.none().get("input")).hasMessageEndingWith("given: none");
    }

    @Test
    void numberThatIsNoneIsRefused() {
        JobArguments arguments = parse("--seed=1.5");

        assertThatThrownBy(() -> arguments.getInt("seed", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("argument --seed must be a whole number, not '1.5'");
    }

    @Test
    void defaultsStandInForWhatIsNotGiven() {
        assertThat(JobArguments.none().get("a", "b")).isEqualTo("b");
        assertThat(JobArguments.none().getInt("a", 3)).isEqualTo(3);
        assertThat(JobArguments.none().find("a")).isEmpty();
        assertThat(JobArguments.of(Map.of("a", "x")).get("a", "b")).isEqualTo("x");
    }
}
