package io.penstock.connector.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.connector.Source;
import io.penstock.connector.SplitChangedException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a source must do where its content can change under it. To be added to a {@link SourceContract}. */
public interface ChangedSplitContract<T, S> extends SourceFixture<T, S> {
    /** Changes what the first split holds, so that positions in it mean nothing any more, and gives the source of then. */
    Source<T, S> changedSource() throws Exception;

    @Test
    default void splitThatIsNoLongerWhatItsPositionBelongsToIsRefused() throws Exception {
        Source<T, S> source = source();
        S position;
        ListBuffer<T> read = new ListBuffer<>();
        try (ReadingTask<T, S> task = new ReadingTask<>(source, source.splits().subList(0, 1), patience())) {
            while (read.values().isEmpty()) {
                task.turn(1, read);
            }
            position = task.positions().get(0);
        }
        Source<T, S> changed = changedSource();
        S restored = SnapshotBytes.restored(changed.splitCodec(), position);
        ListBuffer<T> out = new ListBuffer<>();
        try (ReadingTask<T, S> task = new ReadingTask<>(changed, List.of(restored), patience())) {
            assertThatThrownBy(() -> {
                        while (!task.isFinished()) {
                            task.turn(64, out);
                        }
                    })
                    .isInstanceOf(SplitChangedException.class);
        }
        assertThat(out.values()).as("records of another split").isEmpty();
    }
}
