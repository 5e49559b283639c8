package io.penstock.engine;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import io.penstock.connector.SplitReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * A queue as a broker has it: what is taken is gone once it is acknowledged, and comes again if its reader ends before.
 * Any number of readers takes from it, each by a split that means nothing.
 */
final class QueueSource implements Source<Long, Integer> {
    private final Queue<Long> queue = new ConcurrentLinkedQueue<>();
    final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
    /** Taken by a reader that ended before it acknowledged them: the journal may have them all the same. */
    final Set<Long> putBack = ConcurrentHashMap.newKeySet();

    private final int readers;

    QueueSource(int readers) {
        this.readers = readers;
    }

    void put(long from, long to) {
        for (long i = from; i < to; i++) {
            queue.add(i);
        }
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    @Override
    public String describe() {
        return "a queue";
    }

    @Override
    public SourceTraits traits() {
        return new SourceTraits(false, false, true);
    }

    @Override
    public List<Integer> splits() {
        return IntStream.range(0, readers).boxed().toList();
    }

    @Override
    public Codec<Integer> splitCodec() {
        return Codecs.INT;
    }

    @Override
    public Optional<Codec<Long>> recordCodec() {
        return Optional.of(Codecs.LONG);
    }

    @Override
    public SourceReader<Long, Integer> reader(ReadSettings settings) {
        return Reader::new;
    }

    private final class Reader implements SplitReader<Long, Integer> {
        private final int split;
        /** Taken and not acknowledged; between two fetches of one engine's task each call is one step of it. */
        private final ArrayDeque<List<Long>> taken = new ArrayDeque<>();

        private List<Long> fetch = new ArrayList<>();

        Reader(int split) {
            this.split = split;
        }

        @Override
        public ReadStatus read(ReadBuffer<Long> out) {
            for (int room = out.remaining(); room > 0; room--) {
                Long next = queue.poll();
                if (next == null) {
                    endFetch();
                    return ReadStatus.IDLE;
                }
                fetch.add(next);
                out.add(next);
            }
            endFetch();
            return ReadStatus.IDLE;
        }

        private void endFetch() {
            taken.add(fetch);
            fetch = new ArrayList<>();
        }

        @Override
        public void journaled(Integer position) {
            acknowledged.addAll(taken.remove());
        }

        @Override
        public Integer split() {
            return split;
        }

        @Override
        public void close() {
            for (List<Long> fetched : taken) {
                putBack.addAll(fetched);
                queue.addAll(fetched);
            }
        }
    }
}
