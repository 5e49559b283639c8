package io.penstock.engine.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.DeadLetter;
import io.penstock.engine.element.Batch;
import io.penstock.engine.task.IngressFormat.Place;
import io.penstock.engine.task.SourceSplits.Fetched;
import io.penstock.function.ProcessContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IngressFormatTest {
    private static final int BATCH_SIZE = 4;
    private static final DeadLetter LETTER = new DeadLetter("in", "line 3", "x", "no number");

    @SuppressWarnings("unchecked")
    private final IngressFormat format = new IngressFormat((Codec<Object>) (Codec<?>) Codecs.STRING, BATCH_SIZE);

    private static Fetched fetched(long time, List<DeadLetter> letters, int skipped, String... values) {
        Batch batch = Batch.plain(BATCH_SIZE, BATCH_SIZE);
        for (String value : values) {
            batch.add(value, time);
        }
        return new Fetched(batch, "position", letters, skipped, -1);
    }

    private static List<String> values(Collection<Fetched> fetched) {
        List<String> values = new ArrayList<>();
        for (Fetched one : fetched) {
            for (int i = 0; i < one.batch().size(); i++) {
                values.add((String) one.batch().value(i));
            }
        }
        return values;
    }

    private byte[] entry() {
        return format.encode(List.of(
                fetched(ProcessContext.NO_TIMESTAMP, List.of(LETTER), 1, "a", "b", "c", "d"),
                fetched(ProcessContext.NO_TIMESTAMP, List.of(), 2, "e", "f")));
    }

    @Test
    void anEntryIsReadBackWithTimesDeadLettersAndWhatWasLeftOut() {
        byte[] bytes = format.encode(List.of(fetched(17, List.of(LETTER), 3, "a", "b")));

        ArrayDeque<Fetched> read = format.decode(bytes, Place.start(5));

        assertThat(values(read)).containsExactly("a", "b");
        assertThat(read.getFirst().batch().timestampMillis(1)).isEqualTo(17);
        assertThat(read.stream().flatMap(one -> one.letters().stream())).containsExactly(LETTER);
        assertThat(read.stream().mapToInt(Fetched::skipped).sum()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 5, 6})
    void recordsOfAnEntryThatWereSentAreNotSentAgain(int sent) {
        ArrayDeque<Fetched> read = format.decode(entry(), new Place(0, 7, sent));

        assertThat(values(read)).isEqualTo(List.of("a", "b", "c", "d", "e", "f").subList(sent, 6));
        assertThat(read.getLast().split()).isEqualTo(new Place(0, 8, 0));
    }

    @Test
    void thePlaceBehindEachBatchCountsTheRecordsOfTheEntryUpToThere() {
        assertThat(format.decode(entry(), new Place(0, 7, 1)))
                .extracting(Fetched::split)
                .containsExactly(new Place(0, 7, 5), new Place(0, 7, 6), new Place(0, 8, 0));
    }

    @Test
    void whatCouldNotBeReadGoesWithTheEndOfItsEntry() {
        ArrayDeque<Fetched> read = format.decode(entry(), new Place(0, 7, 6));

        assertThat(read).hasSize(1);
        assertThat(read.getFirst().letters()).containsExactly(LETTER);
        assertThat(read.getFirst().skipped()).isEqualTo(3);
    }

    @Test
    void anEntryOfAnotherVersionIsRefused() {
        byte[] bytes = entry();
        bytes[0] = 9;

        assertThatThrownBy(() -> format.decode(bytes, Place.start(0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("version 9");
    }
}
