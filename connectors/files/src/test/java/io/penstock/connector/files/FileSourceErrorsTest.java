package io.penstock.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.penstock.connector.BadRecordException;
import io.penstock.connector.DeadLetter;
import io.penstock.connector.ErrorPolicy;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.SplitReader;
import io.penstock.connector.contract.ListBuffer;
import io.penstock.connector.contract.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class FileSourceErrorsTest {
    private static final String NUMBERS = "1\n2\nthree\n4\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(directory.resolve(name), content);
    }

    private Path file(String text) throws IOException {
        return file("in.txt", text.getBytes(StandardCharsets.UTF_8));
    }

    private FileSource<Integer> numbers(String text) throws IOException {
        return FileSource.lines(file(text)).parse(Integer::parseInt);
    }

    @Test
    void failGivesFileLineByteContentAndCause() throws Exception {
        FileSource<Integer> source = numbers(NUMBERS);
        assertThatThrownBy(() -> Reading.all(source))
                .isInstanceOf(BadRecordException.class)
                .hasMessage(directory.toAbsolutePath() + "/in.txt line 3 at byte 4: cannot parse 'three'"
                        + " (NumberFormatException: For input string: \"three\"). Correct it, or choose"
                        + " onError(ErrorPolicy.SKIP) or onError(ErrorPolicy.DEAD_LETTER)")
                .hasCauseInstanceOf(NumberFormatException.class);
    }

    @Test
    void failsAgainAtTheSameRecordWhenRestored() throws Exception {
        FileSource<Integer> source = numbers(NUMBERS);
        try (SplitReader<Integer, FileSplit> reader =
                source.reader(Reading.SETTINGS).open(source.splits().get(0))) {
            assertThat(reader.read(new ListBuffer<Integer>().room(2))).isEqualTo(ReadStatus.MORE);
            FileSplit position = reader.split();
            assertThatThrownBy(() -> reader.read(new ListBuffer<Integer>().room(1)))
                    .hasMessageContaining("line 3 at byte 4");
            assertThatThrownBy(() -> Reading.rest(source, position, 1, new ListBuffer<>()))
                    .hasMessageContaining("line 3 at byte 4");
        }
    }

    @Test
    void pathBelowTheWorkingDirectoryIsShownRelative() {
        assertThat(Place.shown(Path.of("data/flights.csv").toAbsolutePath())).isEqualTo("data/flights.csv");
        assertThat(Place.shown(Path.of("/elsewhere/flights.csv"))).isEqualTo("/elsewhere/flights.csv");
    }

    @Test
    void lineOfAPartIsToldFromLineOfTheFile() throws Exception {
        FileSource<Integer> source = numbers(NUMBERS).splitSize(4);
        assertThatThrownBy(() -> Reading.all(source))
                .hasMessageContaining("in.txt at byte 4 (line 1 of the part from byte 4)");
    }

    @Test
    void skipLeavesOutAndCounts() throws Exception {
        ListBuffer<Integer> out = Reading.all(numbers(NUMBERS).onError(ErrorPolicy.SKIP));
        assertThat(out.values()).containsExactly(1, 2, 4);
        assertThat(out.skippedCount()).isEqualTo(1);
    }

    @Test
    void skipLogsManyRecordsInFewLines() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(FileSource.class);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        logger.addAppender(appender);
        logger.setAdditive(false);
        try {
            ListBuffer<Integer> out = Reading.all(numbers("x\n".repeat(5000)).onError(ErrorPolicy.SKIP));
            assertThat(out.skippedCount()).isEqualTo(5000);
        } finally {
            logger.detachAppender(appender);
            logger.setAdditive(true);
        }
        assertThat(appender.list).hasSizeBetween(10, 20);
        assertThat(appender.list.get(1).getFormattedMessage())
                .startsWith("Source source of job job skipped ")
                .contains("in.txt line 2 at byte 2: cannot parse 'x'");
    }

    @Test
    void deadLetterSaysWhereItCameFrom() throws Exception {
        ListBuffer<Integer> out = Reading.all(numbers(NUMBERS).onError(ErrorPolicy.DEAD_LETTER));
        assertThat(out.values()).containsExactly(1, 2, 4);
        assertThat(out.deadLetters())
                .containsExactly(new DeadLetter(
                        "source",
                        directory.toAbsolutePath() + "/in.txt line 3 at byte 4",
                        "three",
                        "NumberFormatException: For input string: \"three\""));
    }

    @Test
    void oneReadGivesNoMoreDeadLettersThanItHasRoom() throws Exception {
        FileSource<Integer> source = numbers("x\n".repeat(100)).onError(ErrorPolicy.DEAD_LETTER);
        try (SplitReader<Integer, FileSplit> reader =
                source.reader(Reading.SETTINGS).open(source.splits().get(0))) {
            ListBuffer<Integer> out = new ListBuffer<>();
            assertThat(reader.read(out.room(10))).isEqualTo(ReadStatus.MORE);
            assertThat(out.deadLetters()).hasSize(10);
        }
    }

    @Test
    void parseFunctionThatGivesNullIsABadRecord() throws Exception {
        FileSource<String> source = FileSource.lines(file("a\n")).parse(FileSourceErrorsTest::nothing);
        assertThatThrownBy(() -> Reading.all(source)).hasMessageContaining("the parse function gave null");
    }

    @SuppressWarnings("NullAway")
    private static String nothing(String line) {
        return null;
    }

    @Test
    void lineBeyondTheLimitIsABadRecordAndCostsNothingElse() throws Exception {
        String text = "ab\n" + "x".repeat(100_000) + "\r\ncd\nefghi\nlast";
        FileSource<String> source = FileSource.lines(file(text)).maxLineBytes(4).onError(ErrorPolicy.DEAD_LETTER);
        ListBuffer<String> out = Reading.all(source);
        assertThat(out.values()).containsExactly("ab", "cd", "last");
        assertThat(out.deadLetters())
                .extracting(DeadLetter::cause)
                .containsOnly("it is longer than the limit of 4 bytes (raise maxLineBytes if it is right)");
        assertThat(out.deadLetters().get(0).content()).isEqualTo("x".repeat(LineScanner.KEPT_BYTES));
        assertThat(out.deadLetters().get(1).coordinates()).endsWith("line 4 at byte 100008");
    }

    @Test
    void bytesThatAreNoTextAreABadRecordAndAreNotReplaced() throws Exception {
        byte[] bytes = "ok\nno?\nalso \uFFFD ok\n".getBytes(StandardCharsets.UTF_8);
        bytes[5] = (byte) 0xFF;
        ListBuffer<String> out =
                Reading.all(FileSource.lines(file("in.txt", bytes)).onError(ErrorPolicy.DEAD_LETTER));
        assertThat(out.values()).containsExactly("ok", "also \uFFFD ok");
        assertThat(out.deadLetters().get(0).cause()).isEqualTo("byte 3 of it (0xFF) is not valid UTF-8");
    }

    @Test
    void everyByteSequenceIsReadOrRefusedLineByLine() throws Exception {
        java.util.Random random = new java.util.Random(11);
        for (int round = 0; round < 50; round++) {
            byte[] bytes = new byte[2000];
            random.nextBytes(bytes);
            FileSource<String> lines =
                    FileSource.lines(file("in.txt", bytes)).maxLineBytes(300).onError(ErrorPolicy.SKIP);
            ListBuffer<String> out = Reading.all(lines);
            long ends = java.util.stream.IntStream.range(0, bytes.length)
                    .filter(i -> bytes[i] == '\n' || i == bytes.length - 1)
                    .count();
            assertThat(out.values().size() + out.skippedCount()).isEqualTo(ends);
            Reading.all(
                    FileSource.csv(directory.resolve("in.txt")).header(false).onError(ErrorPolicy.SKIP));
        }
    }

    @Test
    void controlCharactersAreNotPrinted() throws Exception {
        assertThatThrownBy(() -> Reading.all(numbers("\u001b[31m\0red\n")))
                .hasMessageContaining("cannot parse '\\u001b[31m\\u0000red'");
    }

    @Test
    void otherCharsetsAreRead() throws Exception {
        Path file = file("in.txt", "Zürich\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(Reading.all(FileSource.lines(file).charset(StandardCharsets.ISO_8859_1))
                        .values())
                .containsExactly("Zürich");
        assertThatThrownBy(() -> Reading.all(FileSource.lines(file))).hasMessageContaining("not valid UTF-8");
        assertThatThrownBy(() -> Reading.all(FileSource.lines(file).charset(StandardCharsets.US_ASCII)))
                .hasMessageContaining("not valid US-ASCII");
    }

    @Test
    void charsetsThatCannotBeCutByteByByteAreRefused() throws Exception {
        FileSource<String> source = FileSource.lines(file(""));
        for (String name : List.of("UTF-16", "UTF-16LE", "UTF-32", "Shift_JIS", "ISO-2022-JP", "IBM037")) {
            assertThatThrownBy(() -> source.charset(java.nio.charset.Charset.forName(name)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("legal are UTF-8")
                    .hasMessageContaining("iconv -f " + name);
        }
    }

    @Test
    void compressedFileThatIsCutOffFails() throws Exception {
        byte[] whole = FileSourceContractTest.gzip("line\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
        Path file = file("in.gz", Arrays.copyOf(whole, whole.length - 10));
        assertThatThrownBy(() -> Reading.all(FileSource.lines(file)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file + " is cut off or damaged behind decompressed byte");
        Path header = file("header.gz", Arrays.copyOf(whole, 5));
        assertThatThrownBy(() -> Reading.all(FileSource.lines(header)))
                .hasMessageContaining(header + " ends inside its header");
    }

    @Test
    void fileThatIsNamedAsCompressedAndIsNotFails() throws Exception {
        Path file = file("in.gz", "plain text\n".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> Reading.all(FileSource.lines(file)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is named as a gzip file and is none, or a damaged one");
    }

    @Test
    void emptyCompressedFileHasNoLines() throws Exception {
        assertThat(Reading.all(FileSource.lines(file("in.gz", new byte[0]))).values())
                .isEmpty();
    }

    @Test
    void compressedFileThatExplodesFails() throws Exception {
        Path file = file("bomb.gz", FileSourceContractTest.gzip(new byte[20 << 20]));
        assertThatThrownBy(() -> Reading.all(FileSource.lines(file).onError(ErrorPolicy.SKIP)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("decompresses to more than 250 times its size")
                .hasMessageContaining("raise maxDecompressionRatio");
        ListBuffer<String> out =
                Reading.all(FileSource.lines(file).onError(ErrorPolicy.SKIP).maxDecompressionRatio(2000));
        assertThat(out.skippedCount()).isEqualTo(1);
    }

    @Test
    void positionIsReadableWhereAJobSaysWhereItFailed() throws Exception {
        FileSource<Integer> source = numbers(NUMBERS);
        try (SplitReader<Integer, FileSplit> reader =
                source.reader(Reading.SETTINGS).open(source.splits().get(0))) {
            reader.read(new ListBuffer<Integer>().room(2));
            assertThat(reader.split()).hasToString(directory.toAbsolutePath() + "/in.txt, byte 4, behind 2 lines");
        }
    }

    @Test
    void optionsNameTheirLegalValues() throws Exception {
        FileSource<String> source = FileSource.lines(file(""));
        assertThatThrownBy(() -> source.maxLineBytes(0)).hasMessageContaining("from 1 to 268435456, not 0");
        assertThatThrownBy(() -> source.splitSize(-1)).hasMessageContaining("splitSize must be");
        assertThatThrownBy(() -> source.delimiter('é')).hasMessageContaining("ASCII character");
        assertThatThrownBy(() -> source.maxDecompressionRatio(0)).hasMessageContaining("1 or more, not 0");
        assertThatThrownBy(() -> FileSource.csv("a").splitSize(10)).hasMessageContaining("set multiline(false)");
        assertThatThrownBy(() -> source.splitSize(10).onChange(ChangePolicy.REREAD))
                .hasMessageContaining("parts that were finished are not read again");
    }
}
