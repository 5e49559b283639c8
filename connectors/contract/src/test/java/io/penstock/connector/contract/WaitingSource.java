package io.penstock.connector.contract;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import io.penstock.connector.SplitReader;
import java.util.List;
import java.util.concurrent.Semaphore;

/** A source of nothing whose read waits for ever, unless it is woken, or not even then. */
record WaitingSource(boolean canBeWoken) implements Source<String, MemorySource.Split> {
    private static final MemorySource.Split ONLY = new MemorySource.Split(0, 1, 0);

    @Override
    public String describe() {
        return "nothing";
    }

    @Override
    public SourceTraits traits() {
        return new SourceTraits(true, false, true);
    }

    @Override
    public List<MemorySource.Split> splits() {
        return List.of(ONLY);
    }

    @Override
    public Codec<MemorySource.Split> splitCodec() {
        return Codecs.of(MemorySource.Split.class);
    }

    @Override
    public SourceReader<String, MemorySource.Split> reader(ReadSettings settings) {
        Semaphore wakeUps = new Semaphore(0);
        return new SourceReader<>() {
            @Override
            public SplitReader<String, MemorySource.Split> open(MemorySource.Split split) {
                return new Reader(wakeUps);
            }

            @Override
            public void wakeUp() {
                if (canBeWoken) {
                    wakeUps.release();
                }
            }
        };
    }

    private record Reader(Semaphore wakeUps) implements SplitReader<String, MemorySource.Split> {
        @Override
        public ReadStatus read(ReadBuffer<String> out) throws InterruptedException {
            wakeUps.acquire();
            return ReadStatus.IDLE;
        }

        @Override
        public MemorySource.Split split() {
            return ONLY;
        }

        @Override
        public void close() {}
    }
}
