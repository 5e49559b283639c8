package io.penstock.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundOutputTest {
    private static final Map<String, List<String>> EXPECTED = Map.of("a", List.of("1", "2", "2"), "b", List.of());

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    @SuppressWarnings("NullAway.Init")
    private RoundFiles files;

    @BeforeEach
    void files() {
        files = new RoundFiles(dir);
    }

    private void write(String sink, String name, String... lines) throws IOException {
        Files.createDirectories(files.output(sink));
        Files.write(files.output(sink).resolve(name), List.of(lines));
    }

    @Test
    void theOrderOfRowsAndOfFilesMakesNoDifference() throws IOException {
        write("a", "a-1.csv", "header", "2");
        write("a", "a-2.csv", "header", "2", "1");
        assertThat(RoundOutput.of(files, EXPECTED)).isEqualTo(new RoundOutput(3, List.of()));
    }

    @Test
    void rowsThatAreMissingOrThereTwiceAreNamed() throws IOException {
        write("a", "a-1.csv", "header", "1", "1", "2");
        write("b", "b-1.csv", "header", "9");
        assertThat(RoundOutput.of(files, EXPECTED).problem())
                .containsExactly(
                        "sink a: 1 rows missing, 1 extra",
                        "missing  2",
                        "extra  1",
                        "sink b: 0 rows missing, 1 extra",
                        "extra  9");
    }

    @Test
    void whatIsLeftInTheOutputIsAProblem() throws IOException {
        write("a", "a-1.csv", "header", "1", "2", "2");
        write("a", "g1-1.part", "header");
        assertThat(RoundOutput.of(files, EXPECTED).problem())
                .containsExactly("left behind  " + files.output("a").resolve("g1-1.part"));
    }
}
