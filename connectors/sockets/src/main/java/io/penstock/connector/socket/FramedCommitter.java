package io.penstock.connector.socket;

import io.penstock.codec.BinaryInput;
import io.penstock.connector.Committer;
import io.penstock.connector.ConnectorMetrics;
import io.penstock.connector.SinkContext;
import io.penstock.connector.outbox.OutboxChunk;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sends the chunks of a task's own lane, and, once after a start with fewer tasks, those of lanes that are no more. Each
 * lane is a client of its own. After a failure its client is made anew, and the receiver says what it has.
 */
final class FramedCommitter implements Committer<OutboxChunk> {
    private final FrameTarget target;
    private final SinkContext context;
    private final ConnectorMetrics.Counter reconnects;
    private final Map<Integer, FrameClient> clients = new HashMap<>();
    /** The greatest sequence that each client was given. */
    private final Map<Integer, Long> sent = new HashMap<>();

    FramedCommitter(FrameTarget target, SinkContext context) {
        this.target = target;
        this.context = context;
        this.reconnects = context.environment().metrics().counter("reconnects");
    }

    /** What the receiver knows a lane by. */
    static String client(SinkContext context, int lane) {
        return context.jobId() + "/" + context.sinkName() + "/" + lane;
    }

    @Override
    public void commit(List<OutboxChunk> chunks) throws Exception {
        Set<Integer> lanes = new LinkedHashSet<>();
        chunks.forEach(chunk -> lanes.add(chunk.lane()));
        boolean done = false;
        try {
            for (OutboxChunk chunk : chunks) {
                send(chunk);
            }
            for (int lane : lanes) {
                client(lane).flush();
            }
            done = true;
        } finally {
            lanes.stream().filter(lane -> !isKept(lane)).toList().forEach(this::forget);
            if (!done) {
                lanes.forEach(this::forget);
            }
        }
    }

    private boolean isKept(int lane) {
        return lane == context.lane();
    }

    private void send(OutboxChunk chunk) throws Exception {
        FrameClient client = client(chunk.lane());
        BinaryInput in = new BinaryInput(chunk.bytes());
        for (int i = 0; i < chunk.records(); i++) {
            EpochRecord record = EpochRecord.read(in);
            long sequence = record.sequence(chunk.epoch());
            // What was committed before by this very task is acknowledged.
            if (sequence > sent.getOrDefault(chunk.lane(), 0L)) {
                client.send(sequence, record.payload());
                sent.put(chunk.lane(), sequence);
            }
        }
        in.expectEnd();
    }

    private FrameClient client(int lane) {
        return clients.computeIfAbsent(
                lane,
                number -> new FrameClient(target, client(context, number), context.generation(), false, reconnects));
    }

    private void forget(int lane) {
        sent.remove(lane);
        FrameClient client = clients.remove(lane);
        if (client != null) {
            client.close();
        }
    }

    @Override
    public void close() {
        clients.values().forEach(FrameClient::close);
        clients.clear();
    }
}
