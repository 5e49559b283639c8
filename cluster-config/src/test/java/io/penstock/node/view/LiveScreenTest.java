package io.penstock.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.JobStatus;
import io.penstock.api.JobStatus.OperatorStatus;
import io.penstock.api.JobStatus.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveScreenTest {
    private static final Look WIDE = new Look(120, 40, false, true);

    @Test
    void showsProgressOperatorsAndCheckpoint() {
        assertThat(LiveScreen.render(Statuses.tenSeconds(), WIDE))
                .containsExactly(
                        "delays  RUNNING  10.0 s  generation 1, restarts 0",
                        "█".repeat(20) + "░".repeat(20) + "  50.0 %  10,000 records  1,000/s",
                        "",
                        "operator       kind    tasks   in/s  out/s      in     out  state  watermark            waiting",
                        "flights        source      1      0  1,000       0  10,000      0  -                    -",
                        "delays         window      2  1,000    200  10,000   2,000  1,234  2001-02-13 21:29:59  1 of 2",
                        "delays-by-day  sink        2    200      0   2,000       0      0  2001-02-13 21:29:59  -",
                        "",
                        "checkpoint 7  400 ms ago  took 12 ms  31.4 kB");
    }

    @Test
    void showsAJobThatHasNotStartedYet() {
        History history = new History("delays", Statuses.sample(0, Statuses.starting()));
        assertThat(LiveScreen.render(history, WIDE))
                .contains("delays  STARTING  0 ms  generation 1, restarts 0", "no checkpoint yet");
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 40, 60, 79, 80, 81, 100, 200})
    void noLineIsWiderThanTheTerminal(int columns) {
        for (boolean unicode : new boolean[] {true, false}) {
            Look look = new Look(columns, 40, false, unicode);
            assertThat(LiveScreen.render(Statuses.tenSeconds(), look))
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(columns));
        }
    }

    @Test
    void columnsThatSayLeastGoFirst() {
        List<String> lines = LiveScreen.render(Statuses.tenSeconds(), new Look(80, 40, false, true));
        assertThat(lines.get(3).strip().split(" +"))
                .containsExactly("operator", "in/s", "out/s", "in", "out", "watermark", "waiting");
        List<String> narrow = LiveScreen.render(Statuses.tenSeconds(), new Look(30, 40, false, true));
        assertThat(narrow.get(3).strip().split(" +")).containsExactly("operator", "in/s", "in");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6, 8, 10, 24})
    void pictureIsLowerThanTheTerminalSoThatItCanBeRedrawnInPlace(int rows) {
        List<OperatorStatus> many = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            many.add(new OperatorStatus("map-" + i, "map", 1, 0, 0, 0, 0, 0, 0, 0, 0));
        }
        JobStatus status = Statuses.status(Phase.RUNNING, 0.5, Optional.empty(), many);
        assertThat(LiveScreen.render(new History("many", Statuses.sample(0, status)), new Look(80, rows, false, true)))
                .hasSizeLessThan(rows);
    }

    @Test
    void saysHowManyOperatorsDoNotFit() {
        List<String> lines = LiveScreen.render(Statuses.tenSeconds(), new Look(80, 9, false, true));
        assertThat(lines).contains("2 more operators: the terminal is too low");
    }

    @Test
    void coloursAreOnlyAddedToTheSameText() {
        List<String> plain = LiveScreen.render(Statuses.tenSeconds(), WIDE);
        List<String> colored = LiveScreen.render(Statuses.tenSeconds(), new Look(120, 40, true, true));
        assertThat(String.join("\n", colored)).contains("\u001b[");
        assertThat(colored.stream().map(line -> line.replaceAll("\u001b\\[[0-9]*m", "")))
                .isEqualTo(plain);
    }

    @Test
    void asciiTerminalGetsAsciiOnly() {
        assertThat(LiveScreen.render(Statuses.tenSeconds(), new Look(40, 40, false, false)))
                .allSatisfy(line -> assertThat(line).matches("\\p{ASCII}*"));
    }

    @Test
    void troubleIsShown() {
        List<OperatorStatus> operators = List.of(new OperatorStatus("delays", "window", 1, 10, 10, 3, 4, 0, 0, 0, 0));
        JobStatus status = new JobStatus(
                Phase.BACKING_OFF,
                4,
                3,
                Optional.empty(),
                operators,
                Optional.empty(),
                2,
                Optional.of("disk is full\nat byte 7"),
                Statuses.HEALTHY);
        assertThat(LiveScreen.render(new History("delays", Statuses.sample(0, status)), WIDE))
                .contains(
                        "delays  BACKING_OFF  0 ms  generation 4, restarts 3",
                        "no checkpoint yet  aborted 2",
                        "late 3  not readable 4",
                        "last failure: disk is full");
    }

    @Test
    void anOldCheckpointIsRed() {
        assertThat(LiveScreen.render(new History("delays", Statuses.sample(0, Statuses.red(Statuses.START))), WIDE))
                .contains("checkpoint 7  2 min 30 s ago  took 12 ms  31.4 kB  none for over 2 min 00 s");
    }
}
