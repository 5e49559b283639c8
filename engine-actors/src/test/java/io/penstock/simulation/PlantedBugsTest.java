package io.penstock.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A test of the test: the simulation finds what it is there to find. */
class PlantedBugsTest {
    private static final int SEEDS = 2_000;
    private static final Path PAGE = Path.of("..", "docs", "TESTING.md");

    @ParameterizedTest
    @EnumSource(Planted.class)
    void findsPlantedBug(Planted planted) {
        List<Outcome> found = new ArrayList<>();

        Seeds.run(1, SEEDS, Seeds.threads(), Options.DEFAULT.with(planted.bug()), outcome -> {
            if (!outcome.isRight()) {
                found.add(outcome);
            }
            return !outcome.isRight();
        });

        assertThat(found)
                .as("seeds up to %d that find: %s", SEEDS, planted.text())
                .isNotEmpty();
        Outcome first =
                found.stream().min(Comparator.comparingLong(Outcome::seed)).orElseThrow();
        System.out.println("| " + planted.text() + " | " + first.seed() + " | "
                + first.violations().get(0) + " |");
    }

    /** The page has a line for each bug; the seeds in it are those of the run that its heading names. */
    @Test
    void pageListsEveryPlantedBug() throws IOException {
        String page = Files.readString(PAGE);

        for (Planted planted : Planted.values()) {
            assertThat(page).contains("| " + planted.text() + " |");
        }
    }
}
