package io.penstock.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.penstock.connector.PermanentFailureException;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.SplitChangedException;
import io.penstock.connector.SplitReader;
import io.penstock.connector.contract.ListBuffer;
import io.penstock.connector.contract.Reading;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that change under the reader: between two starts, and while they are read. */
class FileSourceChangeTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private Path file = Path.of("");

    @BeforeEach
    void createFile() throws IOException {
        file = Files.writeString(directory.resolve("in.txt"), "a\nb\nc\nd\n");
    }

    private FileSource<String> source(ChangePolicy policy) {
        return FileSource.lines(file).onChange(policy);
    }

    /** Behind the second line. */
    private FileSplit position() throws IOException {
        return FileSource.lines(file).splits().get(0).at(position(4, 2));
    }

    private ListBuffer<String> rest(ChangePolicy policy, FileSplit position) throws Exception {
        return Reading.rest(source(policy), position, 8, new ListBuffer<>());
    }

    @Test
    void failSaysThatTheSizeChanged() throws Exception {
        FileSplit position = position();
        Files.writeString(file, "e\n", StandardOpenOption.APPEND);
        assertThatThrownBy(() -> rest(ChangePolicy.FAIL, position))
                .isInstanceOf(SplitChangedException.class)
                .hasMessageContaining(file + " was changed since the job listed it: size from 8 to 10 bytes")
                .hasMessageContaining("onChange(ChangePolicy.IGNORE)");
    }

    @Test
    void failSaysThatTheTimeChanged() throws Exception {
        FileSplit position = position();
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
        assertThatThrownBy(() -> rest(ChangePolicy.FAIL, position))
                .isInstanceOf(SplitChangedException.class)
                .hasMessageContaining("modification time from ")
                .hasMessageContaining(" to 1970-01-01T00:00:01Z");
    }

    @Test
    void failSaysThatTheContentChangedEvenIfSizeAndTimeAreTheSame() throws Exception {
        FileSplit position = position();
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, "a\nX\nc\nd\n");
        Files.setLastModifiedTime(file, time);
        assertThatThrownBy(() -> rest(ChangePolicy.FAIL, position))
                .isInstanceOf(SplitChangedException.class)
                .hasMessageContaining("content of the first KiB");
    }

    @Test
    void failSaysThatTheFileIsGone() throws Exception {
        FileSplit position = position();
        Files.delete(file);
        assertThatThrownBy(() -> rest(ChangePolicy.FAIL, position))
                .isInstanceOf(SplitChangedException.class)
                .hasMessageContaining(file + " is gone");
    }

    @Test
    void failNoticesAChangeWhileTheFileIsRead() throws Exception {
        FileSource<String> source = source(ChangePolicy.FAIL);
        try (SplitReader<String, FileSplit> reader =
                source.reader(Reading.SETTINGS).open(source.splits().get(0))) {
            assertThat(reader.read(new ListBuffer<String>().room(2))).isEqualTo(ReadStatus.MORE);
            Files.writeString(file, "e\n", StandardOpenOption.APPEND);
            assertThatThrownBy(() -> reader.read(new ListBuffer<String>().room(9)))
                    .isInstanceOf(SplitChangedException.class)
                    .hasMessageContaining("was changed while it was read: size from 8 to 10 bytes");
        }
    }

    @Test
    void failNoticesThatTheFileVanishesWhileItIsRead() throws Exception {
        FileSource<String> source = source(ChangePolicy.FAIL);
        try (SplitReader<String, FileSplit> reader =
                source.reader(Reading.SETTINGS).open(source.splits().get(0))) {
            assertThat(reader.read(new ListBuffer<String>().room(2))).isEqualTo(ReadStatus.MORE);
            Files.delete(file);
            assertThatThrownBy(() -> reader.read(new ListBuffer<String>().room(9)))
                    .isInstanceOf(SplitChangedException.class)
                    .hasMessageContaining(file + " is gone");
        }
    }

    @Test
    void ignoreGoesOnAtTheSameByte() throws Exception {
        FileSplit position = position();
        Files.writeString(file, "A\nB\nC\nD\nE\n");
        assertThat(rest(ChangePolicy.IGNORE, position).values()).containsExactly("C", "D", "E");
    }

    @Test
    void ignoreFailsIfThePositionIsGone() throws Exception {
        FileSplit position = position();
        Files.writeString(file, "A\n");
        assertThatThrownBy(() -> rest(ChangePolicy.IGNORE, position))
                .isInstanceOf(SplitChangedException.class)
                .hasMessageContaining("ends at byte 2, before the position at byte 4");
    }

    @Test
    void ignoreFailsIfThePositionInACompressedFileIsGone() throws Exception {
        file = Files.write(
                directory.resolve("in.gz"), FileSourceContractTest.gzip("a\nb\nc\n".getBytes(StandardCharsets.UTF_8)));
        FileSplit position = position();
        Files.write(file, FileSourceContractTest.gzip("a\n".getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(() -> rest(ChangePolicy.IGNORE, position))
                .isInstanceOf(SplitChangedException.class)
                .hasMessageContaining("ends at decompressed byte 2, before the position at byte 4");
    }

    @Test
    void rereadBeginsAgainAndRemembersTheFileAsItIsNow() throws Exception {
        FileSplit position = position();
        Files.writeString(file, "A\nB\n");
        FileSource<String> source = source(ChangePolicy.REREAD);
        ListBuffer<String> out = new ListBuffer<>();
        FileSplit now;
        try (SplitReader<String, FileSplit> reader =
                source.reader(Reading.SETTINGS).open(position)) {
            reader.read(out.room(1));
            now = reader.split();
        }
        Reading.rest(source(ChangePolicy.FAIL), now, 8, out);
        assertThat(out.values()).containsExactly("A", "B");
    }

    @Test
    void rereadOfAFileThatChangesWhileItIsReadIsNoReasonToSuspendTheJob() throws Exception {
        FileSource<String> source = source(ChangePolicy.REREAD);
        try (SplitReader<String, FileSplit> reader =
                source.reader(Reading.SETTINGS).open(source.splits().get(0))) {
            reader.read(new ListBuffer<String>().room(1));
            Files.writeString(file, "A\nB\n");

            assertThatThrownBy(() -> reader.read(new ListBuffer<String>().room(8)))
                    .hasMessageContaining(file + " was changed while it was read; it is read again")
                    .matches(failure -> !PermanentFailureException.isIn(failure));
        }
    }

    @Test
    void unchangedFileGoesOnUnderEveryPolicy() throws Exception {
        for (ChangePolicy policy : ChangePolicy.values()) {
            assertThat(rest(policy, position()).values()).containsExactly("c", "d");
        }
    }

    @Test
    void whatLiesBeforeThePositionIsNotRead() throws Exception {
        // 64 GiB of nothing: to read them takes longer than the test may.
        long hole = 1L << 36;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap("\nx\ny\n".getBytes(StandardCharsets.UTF_8)), hole);
        }
        FileSource<String> source = source(ChangePolicy.FAIL).skipHeader();
        FileSplit position = source.splits().get(0).at(position(hole + 1, 5));
        ListBuffer<String> out = new ListBuffer<>();
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Reading.rest(source, position, 8, out));
        assertThat(out.values()).containsExactly("x", "y");
    }

    @Test
    void filesAreListedAnewOnlyWithoutAPosition() throws Exception {
        FileSource<String> source = FileSource.lines(directory + "/*.txt");
        assertThat(source.splits()).hasSize(1);
        Files.writeString(directory.resolve("later.txt"), "z\n");
        assertThat(source.splits()).hasSize(2);
    }

    private static FilePosition position(long offset, long lines) {
        return new FilePosition(0, FilePosition.TO_THE_END, offset, lines, 0);
    }
}
