package io.penstock.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkWriter;
import io.penstock.connector.contract.ListBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSinkTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    private static SinkContext context(int lane, int lanes, long generation) {
        return new SinkContext("job", "job-1", "delays", lane, lanes, generation, 0);
    }

    private static final SinkContext CONTEXT = context(0, 1, 1);

    private Path out() {
        return root.resolve("new/out");
    }

    private FileSink<String> sink() {
        return FileSink.lines(out(), Function.identity());
    }

    /** All files below the directory. */
    private List<String> files() throws IOException {
        if (!Files.exists(out())) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(out())) {
            return all.filter(Files::isRegularFile)
                    .map(path -> out().relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static <T> List<PreparedFiles> prepare(FileSink<T> sink, SinkContext context, long epoch, T... values)
            throws Exception {
        try (SinkWriter<T, PreparedFiles> writer = sink.open(context)) {
            writer.write(ListBatch.of(values));
            return writer.prepare(epoch);
        }
    }

    private static <T> void commit(FileSink<T> sink, List<PreparedFiles> files) throws Exception {
        sink.committer(CONTEXT).commit(files);
    }

    @Test
    void filesAppearCompleteWhenTheyAreCommittedAndNotBefore() throws Exception {
        SinkWriter<String, PreparedFiles> writer = sink().open(CONTEXT);
        writer.write(ListBatch.of("a", "b"));
        assertThat(files()).containsExactly(".staging/job-1/delays/0-of-1/g1-0.part");
        List<PreparedFiles> prepared = writer.prepare(7);
        writer.write(ListBatch.of("c"));
        assertThat(CommittedFiles.list(out(), "delays")).isEmpty();
        commit(sink(), prepared);
        assertThat(files()).containsExactly(".staging/job-1/delays/0-of-1/g1-1.part", "delays-0000000007-0-0.txt");
        assertThat(CommittedFiles.lines(out(), "delays")).containsExactly("a", "b");
    }

    @Test
    void epochWithoutRecordsMakesNoFile() throws Exception {
        SinkWriter<String, PreparedFiles> writer = sink().open(CONTEXT);
        assertThat(writer.prepare(1)).isEmpty();
        writer.write(new ListBatch<>(List.of()));
        assertThat(writer.prepare(2)).isEmpty();
        assertThat(files()).isEmpty();
    }

    @Test
    void closeDropsWhatIsNotPrepared() throws Exception {
        try (SinkWriter<String, PreparedFiles> writer = sink().maxFileBytes(1).open(CONTEXT)) {
            writer.write(ListBatch.of("a", "b"));
            assertThat(files()).hasSize(2);
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void filesOfAnEpochAreCutAtTheirGreatestSize() throws Exception {
        FileSink<String> sink = sink().maxFileBytes(6);
        commit(sink, prepare(sink, CONTEXT, 3, "aa", "bb", "cc", "a long one", "d"));
        List<Path> files = CommittedFiles.list(out(), "delays");
        assertThat(files)
                .extracting(file -> file.getFileName().toString())
                .containsExactly(
                        "delays-0000000003-0-0.txt",
                        "delays-0000000003-0-1.txt",
                        "delays-0000000003-0-2.txt",
                        "delays-0000000003-0-3.txt");
        assertThat(Files.readString(files.get(0))).isEqualTo("aa\nbb\n");
        assertThat(CommittedFiles.lines(out(), "delays")).containsExactly("aa", "bb", "cc", "a long one", "d");
    }

    @Test
    void rowsLargerThanTheBufferAreWrittenWhole() throws Exception {
        String large = "0123456789".repeat(50_000);
        commit(sink(), prepare(sink(), CONTEXT, 1, "a", large, "b", large));
        assertThat(CommittedFiles.lines(out(), "delays")).containsExactly("a", large, "b", large);
    }

    @Test
    void committedFilesAreListedByEpochLaneAndPart() throws Exception {
        for (SinkContext context : List.of(context(10, 11, 1), context(2, 11, 1), context(0, 11, 1))) {
            commit(sink(), prepare(sink(), context, 2, "2-" + context.lane()));
            commit(sink(), prepare(sink(), context(context.lane(), 11, 2), 1, "1-" + context.lane()));
        }
        assertThat(CommittedFiles.lines(out(), "delays")).containsExactly("1-0", "1-2", "1-10", "2-0", "2-2", "2-10");
        assertThat(CommittedFiles.list(out(), "other")).isEmpty();
        assertThat(CommittedFiles.list(root.resolve("nowhere"), "delays")).isEmpty();
    }

    enum Size {
        SMALL,
        LARGE
    }

    record Row(String name, @Nullable Integer count, Instant at, LocalDate day, double share, Size size) {}

    @Test
    void recordsBecomeCsvWithAHeaderInEachFile() throws Exception {
        FileSink<Row> sink = FileSink.csv(out(), Row.class).maxFileBytes(100).prefix("rows");
        Row row = new Row("a \"b\", c", 3, Instant.ofEpochSecond(0), LocalDate.of(2001, 1, 2), 0.5, Size.LARGE);
        commit(sink, prepare(sink, CONTEXT, 1, row, new Row("", null, row.at, row.day, 1, Size.SMALL)));
        String header = "name,count,at,day,share,size\n";
        assertThat(CommittedFiles.list(out(), "rows"))
                .extracting(Files::readString)
                .containsExactly(
                        header + "\"a \"\"b\"\", c\",3,1970-01-01T00:00:00Z,2001-01-02,0.5,LARGE\n",
                        header + "\"\",,1970-01-01T00:00:00Z,2001-01-02,1.0,SMALL\n");
        assertThat(CommittedFiles.rows(out(), "rows")).hasSize(2);
    }

    @Test
    void columnsCanBeNamedOneByOne() throws Exception {
        FileSink<String> sink = FileSink.csv(
                out(), CsvColumn.of("the text", Function.identity()), CsvColumn.of("length", String::length));
        commit(sink, prepare(sink, CONTEXT, 1, "a,b"));
        assertThat(CommittedFiles.lines(out(), "delays")).containsExactly("the text,length", "\"a,b\",3");
    }

    record Nested(String name, List<String> values) {}

    @Test
    void componentsThatAreNotOneFieldAreRefused() {
        assertThatThrownBy(() -> FileSink.csv(out(), Nested.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("component 'values' of Nested is a List")
                .hasMessageContaining("CsvColumn.of");
    }

    @Test
    void setThatWasRenamedInPartIsCommittedWhole() throws Exception {
        FileSink<String> sink = sink().maxFileBytes(1);
        List<PreparedFiles> files = prepare(sink, CONTEXT, 1, "a", "b", "c");
        commit(sink, List.of(new PreparedFiles(files.get(0).files().subList(0, 1), Optional.empty())));
        commit(sink, files);
        assertThat(CommittedFiles.lines(out(), "delays")).containsExactly("a", "b", "c");
        assertThat(files()).hasSize(3);
    }

    @Test
    void foreignFileIsNeverOverwrittenAndIsNoticedBeforeTheCheckpoint() throws Exception {
        Files.createDirectories(out());
        Path foreign = Files.writeString(out().resolve("delays-0000000001-0-0.txt"), "mine");
        assertThatThrownBy(() -> prepare(sink(), CONTEXT, 1, "a"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(foreign + " exists, and sink delays of job job has not written it")
                .hasMessageContaining("another directory or prefix");
        assertThat(foreign).hasContent("mine");
    }

    @Test
    void foreignFileIsNeverOverwrittenByACommit() throws Exception {
        List<PreparedFiles> files = prepare(sink(), CONTEXT, 1, "a");
        Path foreign = Files.writeString(out().resolve("delays-0000000001-0-0.txt"), "x\n");
        assertThatThrownBy(() -> commit(sink(), files))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(foreign + " exists with other content than ")
                .hasMessageContaining("g1-0.part")
                .hasMessageContaining("move " + foreign + " away");
        assertThat(foreign).hasContent("x\n");
        Files.delete(foreign);
        commit(sink(), files);
        assertThat(foreign).hasContent("a\n");
    }

    @Test
    void committedFileThatWasChangedIsAnError() throws Exception {
        List<PreparedFiles> files = prepare(sink(), CONTEXT, 1, "a");
        commit(sink(), files);
        Path committed = Files.writeString(out().resolve("delays-0000000001-0-0.txt"), "b\n");
        assertThatThrownBy(() -> commit(sink(), files))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("g1-0.part is gone")
                .hasMessageContaining(committed + " is not what was prepared");
    }

    @Test
    void preparedAndCommittedFileBothGoneIsAnError() throws Exception {
        List<PreparedFiles> files = prepare(sink(), CONTEXT, 1, "a");
        Files.delete(out().resolve(files.get(0).files().get(0).staged()));
        assertThatThrownBy(() -> commit(sink(), files))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("neither the prepared file ")
                .hasMessageContaining("delays-0000000001-0-0.txt exists");
    }

    @Test
    void preparedFileThatWasCutIsAnError() throws Exception {
        List<PreparedFiles> files = prepare(sink(), CONTEXT, 1, "a");
        Files.writeString(out().resolve(files.get(0).files().get(0).staged()), "");
        assertThatThrownBy(() -> commit(sink(), files)).hasMessageContaining("has 0 bytes, but 2 were prepared");
    }

    @Test
    void committableThatLeadsOutOfTheDirectoryIsRefused() {
        StagedFile escaping = new StagedFile(".staging/x", "../../etc/passwd", 1, 1, 1);
        assertThatThrownBy(() -> commit(sink(), List.of(new PreparedFiles(List.of(escaping), Optional.empty()))))
                .hasMessageContaining("not in the directory");
    }

    @Test
    void recoveryDeletesWhatEarlierGenerationsLeftAndNobodyNames() throws Exception {
        List<PreparedFiles> named = prepare(sink(), CONTEXT, 1, "named");
        prepare(sink(), context(0, 1, 2), 2, "of an aborted checkpoint");
        sink().open(context(0, 1, 3)).write(ListBatch.of("lost with the process"));
        prepare(sink(), context(0, 1, 5), 3, "of a later generation");
        Path note = Files.writeString(out().resolve(".staging/job-1/delays/0-of-1/note.txt"), "not ours");
        sink().recover(context(0, 1, 4), named);
        assertThat(files())
                .containsExactly(
                        ".staging/job-1/delays/0-of-1/g1-0.part",
                        ".staging/job-1/delays/0-of-1/g5-0.part",
                        ".staging/job-1/delays/0-of-1/note.txt");
        assertThat(note).exists();
    }

    @Test
    void recoveryLeavesOtherLanesSinksAndJobsAlone() throws Exception {
        prepare(sink(), context(1, 2, 1), 1, "other lane");
        prepare(sink(), new SinkContext("job", "job-2", "delays", 0, 2, 1, 0), 1, "other job");
        prepare(sink(), new SinkContext("job", "job-1", "late", 0, 2, 1, 0), 1, "other sink");
        sink().recover(context(0, 2, 9), List.of());
        assertThat(files()).hasSize(3);
    }

    @Test
    void lanesThatAreNoMoreAreSweptWithTheFirstCommitOfAGeneration() throws Exception {
        List<PreparedFiles> restored = prepare(sink(), context(2, 3, 1), 1, "restored");
        prepare(sink(), context(1, 3, 1), 2, "of an aborted checkpoint");
        SinkContext first = context(0, 2, 2);
        sink().recover(first, List.of());
        assertThat(files()).as("lane 1 may not have committed yet").hasSize(2);
        sink().committer(context(1, 2, 2)).commit(restored);
        assertThat(files()).hasSize(2);
        sink().committer(first).commit(prepare(sink(), first, 3, "new"));
        assertThat(files()).containsExactly("delays-0000000001-2-0.txt", "delays-0000000003-0-0.txt");
    }

    @Test
    void finishRemovesTheStagingFolders() throws Exception {
        for (int lane = 0; lane < 2; lane++) {
            commit(sink(), prepare(sink(), context(lane, 2, 3), 1, "a" + lane));
        }
        prepare(sink(), context(4, 5, 2), 1, "left when there were five lanes");
        sink().finish(context(0, 2, 3));
        assertThat(out().resolve(".staging/job-1/delays/1-of-2")).exists();
        sink().finish(context(1, 2, 3));
        assertThat(out().resolve(".staging")).doesNotExist();
        assertThat(files()).hasSize(2);
        sink().finish(context(1, 2, 3));
    }

    @Test
    void finishLeavesWhatOthersStage() throws Exception {
        prepare(sink(), new SinkContext("job", "job-2", "delays", 0, 1, 1, 0), 1, "other job");
        sink().finish(CONTEXT);
        assertThat(files()).containsExactly(".staging/job-2/delays/0-of-1/g1-0.part");
    }

    @Test
    void twoWritersOfOneGenerationAreToldApart() throws Exception {
        sink().open(CONTEXT).write(ListBatch.of("a"));
        assertThatThrownBy(() -> sink().open(CONTEXT).write(ListBatch.of("b")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("generation 1 of job job writes twice")
                .hasMessageContaining("stop the other process");
    }

    @Test
    void fileInPlaceOfTheDirectoryIsAnError() throws Exception {
        Files.createDirectories(out().getParent());
        Files.writeString(out(), "a file");
        assertThatThrownBy(() -> sink().open(CONTEXT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot create the output directory " + out())
                .hasMessageContaining("move it away, or choose another directory");
    }

    @Test
    void missingPermissionSaysWhatToDo() {
        Disk forbidden = new FaultyDisk(path -> {
            throw new java.nio.file.AccessDeniedException(path.toString());
        });
        assertThatThrownBy(() -> sink().on(forbidden).open(CONTEXT).write(ListBatch.of("a")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("g1-0.part: permission denied")
                .hasMessageContaining("the right to write there");
    }

    @Test
    void fullDiskNamesTheFileAndWhatToDo() throws Exception {
        Disk full = new FaultyDisk(path -> {});
        SinkWriter<String, PreparedFiles> writer = sink().on(full).open(CONTEXT);
        writer.write(ListBatch.of("a"));
        assertThatThrownBy(() -> writer.prepare(1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot write " + out())
                .hasMessageContaining("g1-0.part: No space left on device. Make room on the file system");
        writer.close();
        assertThat(files()).isEmpty();
    }

    @Test
    void namesThatAreNotSafeInAPathAreRefused() {
        assertThatThrownBy(() -> sink().prefix("../x")).hasMessageContaining("the prefix becomes part of file names");
        assertThatThrownBy(() -> sink().suffix("/x")).hasMessageContaining("suffix must match");
        assertThatThrownBy(() -> sink().maxFileBytes(0)).hasMessageContaining("1 or more, not 0");
        SinkContext unsafe = new SinkContext("job", "..", "sink", 0, 1, 1, 0);
        assertThatThrownBy(() -> sink().open(unsafe)).hasMessageContaining("the job id becomes part of file names");
    }
}
