package io.penstock.connector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SplitReader;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a source must do whose reads wait for records: {@link SourceReader#wakeUp} ends them. */
public interface WaitingReadContract<T, S> extends SourceFixture<T, S> {
    /** A source that has no records now, and whose reads wait for some much longer than {@link #patience}. */
    Source<T, S> waitingSource() throws Exception;

    @Test
    default void readThatWaitsEndsWhenItsReaderIsWoken() throws Exception {
        Source<T, S> source = waitingSource();
        ListBuffer<T> out = new ListBuffer<>();
        try (Calls calls = Calls.of(true)) {
            // Whether a wake-up comes before, in or behind the wait is up to the threads.
            for (int i = 0; i < 10; i++) {
                SourceReader<T, S> reader = calls.call(() -> source.reader(Reading.SETTINGS));
                SplitReader<T, S> split =
                        calls.call(() -> reader.open(source.splits().get(0)));
                Future<ReadStatus> read = calls.start(() -> split.read(out.room(1)));
                reader.wakeUp();
                assertThat(read.get(patience().toMillis(), TimeUnit.MILLISECONDS))
                        .isEqualTo(ReadStatus.IDLE);
                calls.call(() -> {
                    split.close();
                    reader.close();
                    return reader;
                });
                reader.wakeUp();
            }
        }
        assertThat(out.values()).isEmpty();
    }
}
