package io.penstock.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.codec.BinaryOutput;
import io.penstock.codec.Codec;
import io.penstock.codec.CodecException;
import io.penstock.codec.Codecs;
import io.penstock.engine.checkpoint.CheckpointEvent.AbortReason;
import io.penstock.engine.checkpoint.CheckpointHistory.Status;
import io.penstock.engine.checkpoint.GraphRecord.OperatorRecord;
import java.io.NotSerializableException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JournalSerializerTest {
    private static final GraphRecord GRAPH =
            new GraphRecord(128, List.of(new OperatorRecord("sums", "reduce", 2, true)));
    private static final CompletedCheckpoint CHECKPOINT = new CompletedCheckpoint(
            7,
            3,
            1_700_000_000_000L,
            1_700_000_000_123L,
            List.of(new TaskSnapshot(
                    new TaskId("sums", 1),
                    List.of(new SnapshotRange("penstock|job|sums|1", 1, 5), new SnapshotRange("p", 9, 9)),
                    12_345)));

    private static final SavepointOrigin ORIGIN = new SavepointOrigin("0123456789abcdef", "id", 7, 9);

    private final JournalSerializer serializer = new JournalSerializer();

    static Stream<CheckpointEvent> events() {
        return Stream.of(
                new CheckpointEvent.JobCreated("0123456789abcdef"),
                new CheckpointEvent.GenerationStarted(3, GRAPH),
                new CheckpointEvent.SavepointAdopted(ORIGIN, CHECKPOINT, GRAPH),
                new CheckpointEvent.CheckpointStarted(Long.MAX_VALUE),
                new CheckpointEvent.CheckpointCompleted(CHECKPOINT),
                new CheckpointEvent.CheckpointAborted(7, AbortReason.DECLINED, "no room: größer"),
                new CheckpointEvent.CommitConfirmed(7),
                new CheckpointEvent.JobStopped(0),
                new CheckpointEvent.JobSuspended("sums", "boom"),
                new CheckpointEvent.JobFinished(7));
    }

    static Stream<JournalEntry> entries() {
        return Stream.concat(
                events(),
                Stream.of(
                        CheckpointHistory.empty(),
                        new CheckpointHistory(
                                "id",
                                3,
                                Optional.of(GRAPH),
                                8,
                                List.of(CHECKPOINT),
                                7,
                                Status.SUSPENDED,
                                Optional.of(ORIGIN))));
    }

    @Test
    void everyEventIsTested() {
        assertThat(events().<Class<?>>map(Object::getClass))
                .containsExactlyInAnyOrder(CheckpointEvent.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("entries")
    void entryIsReadBackAsItWasWritten(JournalEntry entry) throws Exception {
        byte[] bytes = serializer.toBinary(entry);

        assertThat(serializer.fromBinary(bytes, serializer.manifest(entry))).isEqualTo(entry);
    }

    @Test
    void chunkIsReadBackAsItWasWritten() throws Exception {
        SnapshotChunk chunk = new SnapshotChunk(Long.MAX_VALUE, 3, new byte[] {0, -1, 42});

        SnapshotChunk read =
                (SnapshotChunk) serializer.fromBinary(serializer.toBinary(chunk), serializer.manifest(chunk));

        assertThat(read).usingRecursiveComparison().isEqualTo(chunk);
    }

    @Test
    void chunksInlineAreReadBackAsTheyWereWritten() throws Exception {
        TaskSnapshot task = new TaskSnapshot(
                new TaskId("sums", 1), List.of(), List.of(new SnapshotChunk(7, 3, new byte[] {0, -1, 42})), 3, 0);
        JournalEntry entry =
                new CheckpointEvent.CheckpointCompleted(new CompletedCheckpoint(7, 3, 1, 2, List.of(task)));

        Object read = serializer.fromBinary(serializer.toBinary(entry), serializer.manifest(entry));

        assertThat(read).usingRecursiveComparison().isEqualTo(entry);
    }

    @Test
    void logEntryIsReadBackAsItWasWritten() throws Exception {
        LogEntry entry = new LogEntry(7, new byte[] {0, -1, 42});

        LogEntry read = (LogEntry) serializer.fromBinary(serializer.toBinary(entry), serializer.manifest(entry));

        assertThat(read).usingRecursiveComparison().isEqualTo(entry);
    }

    @Test
    void chunkOfAnotherVersionIsRefusedWithWhatToDo() {
        assertThatThrownBy(() -> serializer.fromBinary(new byte[] {2, 1, 1}, "SnapshotChunk"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("version 2, this engine reads 1")
                .hasMessageContaining("use the version of Penstock that wrote it");
    }

    @Test
    void unknownKindOfEntryIsRefusedWithTheKindsThereAre() {
        assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "JobRenamed"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("'JobRenamed'")
                .hasMessageContaining("CheckpointCompleted");
    }

    @Test
    void whatIsNoEntryOfTheEngineIsRefused() {
        assertThatThrownBy(() -> serializer.toBinary("text"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no codec for java.lang.String");
    }

    /** As an older version would have written it: a record of the same name with fewer fields. */
    static final class Older {
        record JobSuspended(String operator) {}

        record CheckpointCompleted(Older.CompletedCheckpoint checkpoint) {}

        record CompletedCheckpoint(
                long id, long generation, long startedMillis, long completedMillis, List<Older.TaskSnapshot> tasks) {}

        record TaskSnapshot(TaskId task, List<SnapshotRange> ranges, long bytes, long inFlightBytes) {}

        private Older() {}

        static <T> byte[] write(Class<T> type, T value) {
            Codec<T> codec = Codecs.of(type);
            BinaryOutput out = new BinaryOutput(64);
            codec.schema().encode(out);
            codec.encode(value, out);
            return out.toByteArray();
        }
    }

    @Test
    void entryOfAnOlderVersionWithoutAFieldIsReadAndTheFieldIsNull() throws Exception {
        byte[] bytes = Older.write(Older.JobSuspended.class, new Older.JobSuspended("sums"));

        CheckpointEvent.JobSuspended read = (CheckpointEvent.JobSuspended) serializer.fromBinary(bytes, "JobSuspended");

        assertThat(read.operator()).isEqualTo("sums");
        assertThat(read.cause()).isNull();
    }

    @Test
    void completionOfAVersionThatHadNothingInlineIsRead() throws Exception {
        TaskSnapshot task = CHECKPOINT.tasks().get(0);
        Older.TaskSnapshot older =
                new Older.TaskSnapshot(task.task(), task.ranges(), task.bytes(), task.inFlightBytes());
        byte[] bytes = Older.write(
                Older.CheckpointCompleted.class,
                new Older.CheckpointCompleted(new Older.CompletedCheckpoint(
                        CHECKPOINT.id(),
                        CHECKPOINT.generation(),
                        CHECKPOINT.startedMillis(),
                        CHECKPOINT.completedMillis(),
                        List.of(older))));

        assertThat(serializer.fromBinary(bytes, "CheckpointCompleted"))
                .isEqualTo(new CheckpointEvent.CheckpointCompleted(CHECKPOINT));
    }

    @ParameterizedTest
    @MethodSource("entries")
    void truncatedBytesAreRefusedByNameNotByACrash(JournalEntry entry) {
        byte[] whole = serializer.toBinary(entry);
        String manifest = serializer.manifest(entry);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> serializer.fromBinary(cut, manifest))
                    .as("the first %d of %d bytes", length, whole.length)
                    .isInstanceOf(CodecException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("entries")
    void flippedBitsAreReadOrRefusedButNeverCrash(JournalEntry entry) {
        byte[] whole = serializer.toBinary(entry);
        String manifest = serializer.manifest(entry);
        Random random = new Random(whole.length);
        for (int i = 0; i < 500; i++) {
            byte[] flipped = whole.clone();
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(serializer.fromBinary(flipped, manifest)).isInstanceOf(entry.getClass());
            } catch (Exception refused) {
                assertThat(refused).isInstanceOfAny(CodecException.class, NotSerializableException.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("entries")
    void bytesBehindAnEntryAreRefused(JournalEntry entry) {
        byte[] whole = serializer.toBinary(entry);
        byte[] longer = Arrays.copyOf(whole, whole.length + 1);

        assertThatThrownBy(() -> serializer.fromBinary(longer, serializer.manifest(entry)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("1 more bytes");
    }

    @ParameterizedTest
    @MethodSource("entries")
    void manifestIsTheSimpleNameOfTheClass(JournalEntry entry) {
        assertThat(serializer.manifest(entry)).isEqualTo(entry.getClass().getSimpleName());
    }
}
