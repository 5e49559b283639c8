package io.penstock.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.connector.SplitChangedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TailSourceTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final AtomicLong nanos = new AtomicLong();

    private TailSource<String> source() {
        return TailSource.lines(directory + "/app.log*").at(nanos::get);
    }

    private Path log() {
        return directory.resolve("app.log");
    }

    private void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void append(String text) throws IOException {
        append(log(), text);
    }

    private void rotate(int from) throws IOException {
        Path older = directory.resolve("app.log." + (from + 1));
        if (Files.exists(older)) {
            rotate(from + 1);
        }
        Files.move(from == 0 ? log() : directory.resolve("app.log." + from), older);
    }

    private void cut() throws IOException {
        Files.write(log(), new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
    }

    @Test
    void whatIsAppendedIsReadFromTheVeryNextByte() throws Exception {
        append("a\nb\n");
        try (Following task = new Following(source())) {
            task.all();
            append("c\r\nd\n");
            assertThat(task.all().lines()).containsExactly("a", "b", "c", "d");
        }
    }

    @Test
    void halfALineIsNotReadUntilItsEndHasCome() throws Exception {
        append("a\nhal");
        try (Following task = new Following(source())) {
            assertThat(task.all().lines()).containsExactly("a");
            append("f a l");
            assertThat(task.all().lines()).containsExactly("a");
            append("ine\nb\nc");
            assertThat(task.all().lines()).containsExactly("a", "half a line", "b");
        }
    }

    @Test
    void halfALineIsReadOnceThePatienceIsOver() throws Exception {
        append("a\nhalf");
        try (Following task = new Following(source().patience(Duration.ofSeconds(10)))) {
            task.all();
            nanos.addAndGet(Duration.ofSeconds(9).toNanos());
            assertThat(task.all().lines()).containsExactly("a");
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            assertThat(task.all().lines()).containsExactly("a", "half");
            append(" of it\nb\n");
            assertThat(task.all().lines()).containsExactly("a", "half", " of it", "b");
        }
    }

    @Test
    void longLineThatIsWrittenInPiecesIsOneLine() throws Exception {
        append("first\n");
        try (Following task = new Following(source())) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                String piece = ("" + i % 10).repeat(1000);
                line.append(piece);
                append(piece);
                task.all();
            }
            append("\n");
            assertThat(task.all().lines()).containsExactly("first", line.toString());
        }
    }

    @Test
    void newFilesAreTakenUp() throws Exception {
        try (Following task = new Following(source())) {
            assertThat(task.all().lines()).isEmpty();
            append("a\n");
            append(directory.resolve("app.log-other"), "b\n");
            append(directory.resolve("app.log.3.gz"), "compressed\n");
            append(directory.resolve("other.log"), "not ours\n");
            assertThat(task.all().lines()).containsExactly("a", "b");
        }
    }

    @Test
    void renamedFileIsReadToItsEndAndTheNewOneFromItsBeginning() throws Exception {
        append("a\nb\n");
        try (Following task = new Following(source())) {
            task.all();
            append("c\n");
            rotate(0);
            append("d\n");
            append(directory.resolve("app.log.1"), "written late\n");
            assertThat(task.all().lines()).containsExactlyInAnyOrder("a", "b", "c", "d", "written late");
        }
    }

    @Test
    void filesThatWereRenamedWhileTheJobWasDownAreFound() throws Exception {
        append("a\nb\n");
        try (Following task = new Following(TailSource.lines(log().toString()).at(nanos::get))) {
            task.list().read(1, 1);
            task.checkpoint();
            append("c\n");
            rotate(0);
            append("d\n");
            rotate(0);
            append("e\n");
            task.crash().all();
            // The file in the middle came and went unseen, and this source's pattern does not match it.
            assertThat(task.lines()).containsExactlyInAnyOrder("a", "b", "c", "e");
        }
    }

    @Test
    void patternThatMatchesRotatedFilesMissesNoneThatCameAndWentWhileTheJobWasDown() throws Exception {
        append("a\nb\n");
        try (Following task = new Following(source())) {
            task.list().read(1, 1);
            task.checkpoint();
            rotate(0);
            append("d\n");
            rotate(0);
            append("e\n");
            assertThat(task.crash().all().lines()).containsExactlyInAnyOrder("a", "b", "d", "e");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\n", "another first line\n"})
    void fileThatWasCutIsReadFromItsBeginning(String firstLine) throws Exception {
        append("a\nb\n");
        try (Following task = new Following(source())) {
            task.all();
            cut();
            task.all();
            append(firstLine);
            append("c\n");
            task.all();
            assertThat(task.all().lines()).containsExactly("a", "b", firstLine.trim(), "c");
            assertThat(task.files()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\n", "another first line\n"})
    void fileThatWasCutAndGrewBeyondThePositionWhileTheJobWasDownIsReadFromItsBeginning(String firstLine)
            throws Exception {
        append("a\nb\n");
        try (Following task = new Following(source())) {
            task.all().all().checkpoint();
            cut();
            append(firstLine + "much more than there was\n");
            task.crash().all();
            assertThat(task.all().lines()).containsExactly("a", "b", firstLine.trim(), "much more than there was");
        }
    }

    @Test
    void linesThatWereSeenAndCutAwayAreALoss() throws Exception {
        append("a\nb\n");
        try (Following task = new Following(source())) {
            task.list().read(1, 1);
            task.checkpoint();
            cut();
            append("z\n");
            assertThatThrownBy(() -> task.crash().all())
                    .isInstanceOf(SplitChangedException.class)
                    .hasMessageContaining("source source of job job: " + log() + " was cut")
                    .hasMessageContaining("from byte 2 on is lost")
                    .hasMessageContaining("onLoss(LossPolicy.REPORT)");
        }
    }

    @Test
    void reportedLossIsPassedOver() throws Exception {
        append("a\nb\n");
        try (Following task = new Following(source().onLoss(LossPolicy.REPORT))) {
            task.list().read(1, 1);
            task.checkpoint();
            cut();
            append("z\n");
            task.crash().all();
            assertThat(task.all().lines()).containsExactly("a", "z");
        }
    }

    @Test
    void removedFileIsALossOnlyIfItWasNotReadToItsEnd() throws Exception {
        append("a\nb\n");
        try (Following task = new Following(source())) {
            task.list().read(1, 1);
            task.checkpoint();
            Files.delete(log());
            assertThatThrownBy(() -> task.crash().all())
                    .hasMessageContaining(log() + " is gone. What it held from byte 2");
        }
        append("c\n");
        try (Following task = new Following(source())) {
            task.all().checkpoint();
            Files.delete(log());
            assertThat(task.crash().all().lines()).containsExactly("c");
            assertThat(task.files()).isZero();
        }
    }

    @Test
    void openFileThatIsRemovedIsReadToItsEndAndForgottenLater() throws Exception {
        append("a\nb\nhalf");
        try (Following task = new Following(source().forgetAfter(Duration.ofMinutes(5)))) {
            task.list().read(1, 1);
            Files.delete(log());
            assertThat(task.all().lines()).containsExactly("a", "b");
            nanos.addAndGet(Duration.ofMinutes(4).toNanos());
            assertThat(task.all().files()).isEqualTo(1);
            nanos.addAndGet(Duration.ofMinutes(1).toNanos());
            task.all();
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            assertThat(task.all().files()).isZero();
            assertThat(task.lines())
                    .as("the end of the last line will never come")
                    .containsExactly("a", "b", "half");
        }
    }

    @Test
    void missingDirectoryIsAnError() {
        assertThatThrownBy(() -> TailSource.lines(directory + "/nowhere/*.log").splits())
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("there is no directory");
        assertThatThrownBy(() -> TailSource.lines(directory + "/nowhere/a.log").splits())
                .hasMessageContaining("there is no directory");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void everyLineIsReadOnceOverRandomRotationsAndCrashes(int quarter) throws Exception {
        for (int seed = quarter * 50; seed < (quarter + 1) * 50; seed++) {
            try {
                run(new Random(seed));
            } catch (AssertionError | Exception e) {
                throw new AssertionError("seed " + seed, e);
            } finally {
                try (var left = Files.newDirectoryStream(directory)) {
                    for (Path file : left) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    private void run(Random random) throws Exception {
        List<String> written = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        try (Following task = new Following(source())) {
            for (int step = 0; step < 120; step++) {
                switch (random.nextInt(10)) {
                    case 0, 1, 2 -> {
                        String line = written.size() + "-".repeat(random.nextInt(40));
                        append(line + "\n");
                        written.add(open + line);
                        open.setLength(0);
                    }
                    case 3 -> {
                        open.append("part ");
                        append("part ");
                    }
                    case 4 -> {
                        // Whoever rotates files does so between lines, and not before there is one.
                        if (open.length() == 0 && Files.exists(log())) {
                            rotate(0);
                        }
                    }
                    case 5 -> {
                        if (open.length() == 0 && Files.exists(log())) {
                            task.all().all();
                            cut();
                            task.checkpoint();
                        }
                    }
                    case 6 -> task.list();
                    case 7 -> task.read(1 + random.nextInt(3), random.nextInt(4));
                    case 8 -> task.list().checkpoint();
                    default -> task.crash();
                }
            }
            append("\n");
            written.add(open.toString());
            task.all().all().all();
            assertThat(task.lines()).containsExactlyInAnyOrderElementsOf(written);
        }
    }
}
