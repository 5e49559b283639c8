package io.penstock.connector.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectPatternTest {
    @ParameterizedTest
    @CsvSource({
        "s3://bucket/a.txt, a.txt, true",
        "s3://bucket/a.txt, axtxt, false",
        "s3://bucket/in/*.txt, in/a.txt, true",
        "s3://bucket/in/*.txt, in/x/a.txt, false",
        "s3://bucket/in/*.txt, in/.a.txt, false",
        "s3://bucket/in/.*.txt, in/.a.txt, true",
        "s3://bucket/in/?.txt, in/a.txt, true",
        "s3://bucket/in/?.txt, in/ab.txt, false",
        "s3://bucket/in/, in/a.txt, true",
        "s3://bucket/in/, in/x/a.txt, false",
        "s3://bucket/in/**/*.txt, in/a.txt, true",
        "s3://bucket/in/**/*.txt, in/x/y/a.txt, true",
        "s3://bucket/in/**/*.txt, in/.uploads/a.txt, false",
        "s3://bucket/in/day=*/a, in/day=2001-01-02/a, true",
        "s3://bucket/, a.txt, true",
        "s3://bucket, a.txt, true",
        "s3://bucket/in/*, in/folder/, false",
        "s3://bucket/(a)+$, (a)+$, true"
    })
    void matchesWhatAGlobMeans(String pattern, String key, boolean matches) {
        assertThat(ObjectPattern.of(pattern).matches(key)).isEqualTo(matches);
    }

    @Test
    void listsNoMoreThanItMust() {
        assertThat(ObjectPattern.of("s3://bucket/in/2001/*.txt").prefix()).isEqualTo("in/2001/");
        assertThat(ObjectPattern.of("s3://bucket/in/a").prefix()).isEqualTo("in/a");
    }

    @Test
    void locationThatIsNoneIsRefusedWithWhatIsExpected() {
        assertThatThrownBy(() -> ObjectPattern.of("in/*.txt"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("s3://bucket/key")
                .hasMessageContaining("in/*.txt");
        assertThatThrownBy(() -> ObjectPattern.of("s3://My_Bucket/a"))
                .hasMessageContaining("3 to 63 lower-case letters")
                .hasMessageContaining("My_Bucket");
    }
}
