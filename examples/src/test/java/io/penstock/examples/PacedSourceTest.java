package io.penstock.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.DeadLetter;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import io.penstock.connector.SplitReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class PacedSourceTest {
    private static final int RECORDS = 300;
    private static final ReadSettings SETTINGS = new ReadSettings("job", "numbers", 0, () -> {});

    /** The numbers from 0 to {@value PacedSourceTest#RECORDS}, exclusive; the split is the next one. */
    private static final class Numbers implements Source<Integer, Integer> {
        @Override
        public String describe() {
            return "numbers";
        }

        @Override
        public SourceTraits traits() {
            return new SourceTraits(true, true, false);
        }

        @Override
        public List<Integer> splits() {
            return List.of(0);
        }

        @Override
        public SourceReader<Integer, Integer> reader(ReadSettings settings) {
            return split -> new SplitReader<>() {
                private int next = split;

                @Override
                public ReadStatus read(ReadBuffer<Integer> out) {
                    while (next < RECORDS && out.remaining() > 0) {
                        out.add(next++);
                    }
                    return next == RECORDS ? ReadStatus.FINISHED : ReadStatus.MORE;
                }

                @Override
                public Integer split() {
                    return next;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public Codec<Integer> splitCodec() {
            return Codecs.of(Integer.class);
        }
    }

    private static final class Taken implements ReadBuffer<Integer> {
        private final List<Integer> values = new ArrayList<>();

        @Override
        public int remaining() {
            return 64;
        }

        @Override
        public void add(Integer value) {
            values.add(value);
        }

        @Override
        public void add(Integer value, long timestampMillis) {
            values.add(value);
        }

        @Override
        public void deadLetter(DeadLetter letter) {
            throw new UnsupportedOperationException("numbers are never bad");
        }

        @Override
        public void skipped() {
            throw new UnsupportedOperationException("numbers are never bad");
        }
    }

    @Test
    void readsAllInOrderAndNotFasterThanThePace() throws Exception {
        Taken taken = new Taken();
        long begun = System.nanoTime();
        try (SplitReader<Integer, Integer> reader =
                new PacedSource<>(new Numbers(), 1_000).reader(SETTINGS).open(0)) {
            ReadStatus status = ReadStatus.MORE;
            while (status != ReadStatus.FINISHED) {
                status = reader.read(taken);
                assertThat(reader.split()).isEqualTo(taken.values.size());
                if (status == ReadStatus.IDLE) {
                    LockSupport.parkNanos(1_000_000);
                }
            }
        }
        assertThat(taken.values).hasSize(RECORDS).isSorted().doesNotHaveDuplicates();
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .as("300 records at 1,000 a second")
                .isGreaterThan(Duration.ofMillis(250));
    }

    @Test
    void aPaceOfNothingIsRefused() {
        assertThatThrownBy(() -> new PacedSource<>(new Numbers(), 0)).hasMessageContaining("not 0");
    }
}
