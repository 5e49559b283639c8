package io.penstock.benchmarks.flink;

import io.penstock.benchmarks.flink.PartSource.Part;
import io.penstock.workloads.Event;
import io.penstock.workloads.PartReader;
import io.penstock.workloads.Run;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;

/** Reads one part. */
final class PartSourceReader implements SourceReader<FlinkEvent, Part> {
    private final int recordsPerPoll;
    private final @Nullable FlinkEvent reused;
    private volatile CompletableFuture<Void> available = new CompletableFuture<>();
    private @Nullable PartReader reader;

    PartSourceReader(int recordsPerPoll, boolean reuse) {
        this.recordsPerPoll = recordsPerPoll;
        this.reused = reuse ? new FlinkEvent() : null;
    }

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<FlinkEvent> output) {
        PartReader from = reader;
        if (from == null) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        int ready = from.ready(recordsPerPoll);
        if (ready == 0) {
            // The next tick completes it. It may do so before there is more, or there may be more by now: then look
            // again.
            available = new CompletableFuture<>();
            ready = from.ready(recordsPerPoll);
        }
        if (ready == PartReader.AT_END) {
            return InputStatus.END_OF_INPUT;
        }
        for (int i = 0; i < ready; i++) {
            Event event = from.next();
            FlinkEvent record =
                    reused == null ? FlinkEvent.of(event) : reused.set(event.key(), event.value(), event.timestamp());
            output.collect(record, event.timestamp());
        }
        from.publish();
        return ready == 0 ? InputStatus.NOTHING_AVAILABLE : InputStatus.MORE_AVAILABLE;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return available;
    }

    @Override
    public void addSplits(List<Part> parts) {
        for (Part part : parts) {
            PartReader opened = Run.current().read(part.position());
            opened.onReady(() -> available.complete(null));
            reader = opened;
        }
        available.complete(null);
    }

    @Override
    public List<Part> snapshotState(long checkpoint) {
        PartReader from = reader;
        return from == null ? List.of() : List.of(new Part(from.position()));
    }

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public void close() {}
}
