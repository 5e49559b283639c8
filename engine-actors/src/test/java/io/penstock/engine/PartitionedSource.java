package io.penstock.engine;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import io.penstock.connector.SplitDiscovery;
import io.penstock.connector.SplitReader;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A log in memory, with partitions that come, grow and are closed while it is read. */
final class PartitionedSource implements Source<String, PartitionedSource.Partition> {
    /** A partition and how many of its records were read. */
    record Partition(String name, int next) {}

    /** A partition that is at its end ends with this. */
    private static final String END = "";

    private final Map<String, List<String>> partitions = new ConcurrentSkipListMap<>();
    private final Set<Runnable> readers = ConcurrentHashMap.newKeySet();
    private final boolean wakes;
    /** Where a job begins; partitions that come up later are read from their first record all the same. */
    volatile int startAt;

    /** Whether it says that its partitions end. */
    volatile boolean splitsEnd;

    /** What was said to be safe by the last completed checkpoint, by partition. */
    final Map<String, Integer> safe = new ConcurrentHashMap<>();

    final AtomicInteger openReaders = new AtomicInteger();
    final AtomicInteger listings = new AtomicInteger();
    volatile boolean listable = true;

    /** @param wakes says when there is something to read, else it has to be asked */
    PartitionedSource(boolean wakes) {
        this.wakes = wakes;
    }

    void append(String partition, String... records) {
        partitions
                .computeIfAbsent(partition, name -> new CopyOnWriteArrayList<>())
                .addAll(List.of(records));
        if (wakes) {
            readers.forEach(Runnable::run);
        }
    }

    void close(String partition) {
        append(partition, END);
    }

    @Override
    public String describe() {
        return "partitions " + partitions.keySet();
    }

    @Override
    public SourceTraits traits() {
        return new SourceTraits(true, false, true);
    }

    @Override
    public List<Partition> splits() {
        listings.incrementAndGet();
        if (!listable) {
            throw new IllegalStateException("not now");
        }
        return partitions.keySet().stream()
                .map(name -> new Partition(name, startAt))
                .toList();
    }

    @Override
    public Codec<Partition> splitCodec() {
        return Codecs.of(Partition.class);
    }

    @Override
    public Optional<SplitDiscovery<Partition>> discovery() {
        return Optional.of(new SplitDiscovery<>() {
            @Override
            public Duration interval() {
                return Duration.ofMillis(10);
            }

            @Override
            public String idOf(Partition split) {
                return split.name();
            }

            @Override
            public int numberOf(Partition split) {
                return split.name().hashCode();
            }

            @Override
            public Partition foundLater(Partition split) {
                return new Partition(split.name(), 0);
            }

            @Override
            public boolean splitsEnd() {
                return splitsEnd;
            }
        });
    }

    @Override
    public SourceReader<String, Partition> reader(ReadSettings settings) {
        openReaders.incrementAndGet();
        readers.add(settings.wakeUp());
        return new SourceReader<>() {
            @Override
            public SplitReader<String, Partition> open(Partition split) {
                return new Reader(partitions.get(split.name()), split);
            }

            @Override
            public void checkpointCompleted(Collection<Partition> splits) {
                splits.forEach(split -> safe.put(split.name(), split.next()));
            }

            @Override
            public void close() {
                openReaders.decrementAndGet();
                readers.remove(settings.wakeUp());
            }
        };
    }

    private static final class Reader implements SplitReader<String, Partition> {
        private final List<String> records;
        private final String name;
        private int next;

        Reader(List<String> records, Partition from) {
            this.records = records;
            this.name = from.name();
            this.next = from.next();
        }

        @Override
        public ReadStatus read(ReadBuffer<String> out) {
            while (next < records.size() && out.remaining() > 0) {
                String value = records.get(next);
                if (value.equals(END)) {
                    return ReadStatus.FINISHED;
                }
                out.add(value);
                next++;
            }
            return next < records.size() ? ReadStatus.MORE : ReadStatus.IDLE;
        }

        @Override
        public Partition split() {
            return new Partition(name, next);
        }

        @Override
        public void close() {}
    }
}
