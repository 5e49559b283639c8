package io.penstock.connector.streams;

import io.penstock.connector.ConnectorMetrics;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.SplitReader;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a running stream. */
final class StreamsReader<E, T> implements SplitReader<T, StreamsSplit> {
    private static final Logger log = LoggerFactory.getLogger(StreamsReader.class);

    private final Pulled<E> stream;
    private final int part;
    private final Function<E, T> value;
    private final Function<E, byte[]> positionOf;
    private final @Nullable Function<E, CompletionStage<?>> acknowledge;
    private final String description;
    private final ConnectorMetrics.Gauge unacknowledgedRecords;
    private final ConnectorMetrics.Counter refusedAcknowledgements;
    /** Read and not acknowledged, oldest first; only where elements are acknowledged. */
    private final ArrayDeque<E> unacknowledged = new ArrayDeque<>();

    private List<E> list = List.of();
    private int inList;
    private long read;
    private long acknowledged;
    private byte[] position;

    StreamsReader(
            Pulled<E> stream,
            StreamsSplit from,
            Function<E, T> value,
            Function<E, byte[]> positionOf,
            @Nullable Function<E, CompletionStage<?>> acknowledge,
            String description,
            ConnectorMetrics metrics) {
        this.stream = stream;
        this.part = from.part();
        this.position = from.position();
        this.read = from.read();
        this.acknowledged = from.read();
        this.value = value;
        this.positionOf = positionOf;
        this.acknowledge = acknowledge;
        this.description = description;
        this.unacknowledgedRecords = metrics.gauge("unacknowledgedRecords");
        this.refusedAcknowledgements = metrics.counter("refusedAcknowledgements");
    }

    @Override
    public ReadStatus read(ReadBuffer<T> out) throws Exception {
        E last = null;
        int before = unacknowledged.size();
        ReadStatus status = ReadStatus.MORE;
        while (out.remaining() > 0) {
            if (inList == list.size()) {
                if (!stream.isReady()) {
                    status = ReadStatus.IDLE;
                    break;
                }
                Optional<List<E>> next = stream.take();
                if (next.isEmpty()) {
                    status = ReadStatus.FINISHED;
                    break;
                }
                list = next.get();
                inList = 0;
            }
            last = list.get(inList++);
            out.add(value.apply(last));
            read++;
            if (acknowledge != null) {
                unacknowledged.add(last);
            }
        }
        unacknowledgedRecords.add(unacknowledged.size() - before);
        if (last != null) {
            position = positionOf.apply(last);
        }
        return status;
    }

    @Override
    public StreamsSplit split() {
        return new StreamsSplit(part, read, position);
    }

    @Override
    public void journaled(StreamsSplit split) {
        if (acknowledge == null) {
            return;
        }
        unacknowledgedRecords.add(Math.min(0, acknowledged - split.read()));
        while (acknowledged < split.read()) {
            acknowledged++;
            acknowledge.apply(unacknowledged.remove()).whenComplete((done, failure) -> {
                if (failure != null) {
                    refusedAcknowledgements.add(1);
                    log.warn("an element of {} could not be acknowledged and will come again", description, failure);
                }
            });
        }
    }

    @Override
    public void close() {
        unacknowledgedRecords.add(-unacknowledged.size());
        stream.close();
    }
}
