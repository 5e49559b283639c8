package io.penstock.engine.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import io.penstock.connector.SplitReader;
import io.penstock.engine.task.SourceSplits.Active;
import io.penstock.engine.task.SourceSplits.Fetch;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceSplitsTest {
    private static final int BATCHES = 4;
    private static final int BATCH_SIZE = 2;

    /** Counts from its position on, one batch a read, and fails where it is told to. */
    private record Counting(int failsAt) implements Source<Object, Object> {
        @Override
        public String describe() {
            return "numbers";
        }

        @Override
        public SourceTraits traits() {
            return new SourceTraits(true, false, true);
        }

        @Override
        public List<Object> splits() {
            return List.of(0);
        }

        @Override
        public SourceReader<Object, Object> reader(ReadSettings settings) {
            return split -> new Reader((Integer) split, failsAt);
        }

        @Override
        public Codec<Object> splitCodec() {
            return Codecs.dynamic("split");
        }
    }

    private static final class Reader implements SplitReader<Object, Object> {
        private final int failsAt;
        private int next;

        Reader(int next, int failsAt) {
            this.next = next;
            this.failsAt = failsAt;
        }

        @Override
        public ReadStatus read(ReadBuffer<Object> out) throws IOException {
            if (next == failsAt) {
                throw new IOException("number " + failsAt + " is missing");
            }
            while (out.remaining() > 0) {
                out.add(next++);
            }
            return ReadStatus.MORE;
        }

        @Override
        public Object split() {
            return next;
        }

        @Override
        public void close() {}
    }

    private static Fetch fetch(Active split, SharedReader reader) throws Exception {
        return split.fetch(reader, BATCHES, BATCH_SIZE);
    }

    private static SharedReader failingAt(int number) {
        return new SharedReader(new Counting(number), new ReadSettings("job", "numbers", 0, () -> {}));
    }

    @Test
    void whatWasReadBeforeAFailureIsHandedOver() throws Exception {
        Active split = new SourceSplits(1).add(0, false, 0);

        Fetch fetched = fetch(split, failingAt(4));

        assertThat(fetched.position()).isEqualTo(4);
        assertThat(fetched.status()).isEqualTo(ReadStatus.MORE);
        assertThat(fetched.batches()).hasSize(2);
    }

    @Test
    void failureComesWithTheNextFetch() throws Exception {
        SharedReader reader = failingAt(4);
        Active split = new SourceSplits(1).add(0, false, 0);
        fetch(split, reader);

        assertThatThrownBy(() -> fetch(split, reader))
                .isInstanceOf(IOException.class)
                .hasMessage("number 4 is missing");
    }

    @Test
    void failureOfTheFirstReadComesAtOnce() {
        Active split = new SourceSplits(1).add(0, false, 0);

        assertThatThrownBy(() -> fetch(split, failingAt(0))).hasMessage("number 0 is missing");
    }
}
