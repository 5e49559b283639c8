package io.penstock.connector.kafka;

import io.penstock.connector.Committer;
import io.penstock.connector.SinkContext;
import io.penstock.connector.outbox.OutboxChunk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Applies the chunks of a task's own lane, and, once after a start with fewer tasks, those of lanes that are no more. Each
 * lane has a producer of its own.
 */
final class KafkaCommitter implements Committer<OutboxChunk> {
    private final Producers producers;
    private final LedgerTopic ledger;
    private final String topic;
    private final KafkaSinkSettings settings;
    private final SinkContext context;
    private final Map<Integer, LaneCommitter> lanes = new LinkedHashMap<>();

    /** @param topic of records that name none */
    KafkaCommitter(
            Producers producers, LedgerTopic ledger, String topic, KafkaSinkSettings settings, SinkContext context) {
        this.producers = producers;
        this.ledger = ledger;
        this.topic = topic;
        this.settings = settings;
        this.context = context;
    }

    /** Opens the task's own lane, so that an earlier process is shut out as soon as this one is there. */
    void open() throws Exception {
        endStrandedOfFormerLanes();
        lane(context.lane());
    }

    /** Nobody opens a lane that is no more unless it has chunks, and the ledger would be held up for all. */
    private void endStrandedOfFormerLanes() throws Exception {
        for (int former : ledger.formerLanes(context)) {
            if (former % context.lanes() == context.lane()) {
                try (StrandedTransactions stranded = producers.stranded(context, former, ledger.partition())) {
                    stranded.end(List.of(topic), List.of(), false);
                }
            }
        }
    }

    @Override
    public void commit(List<OutboxChunk> chunks) throws Exception {
        Map<Integer, List<OutboxChunk>> byLane = new LinkedHashMap<>();
        for (OutboxChunk chunk : chunks) {
            byLane.computeIfAbsent(chunk.lane(), lane -> new ArrayList<>()).add(chunk);
        }
        for (Map.Entry<Integer, List<OutboxChunk>> lane : byLane.entrySet()) {
            lane(lane.getKey()).commit(lane.getValue());
        }
        closeFormerLanes();
    }

    private LaneCommitter lane(int number) throws Exception {
        LaneCommitter lane = lanes.get(number);
        if (lane == null) {
            lane = new LaneCommitter(producers, ledger, topic, settings, context, number);
            try {
                lane.open();
            } catch (Exception e) {
                lane.close();
                throw e;
            }
            lanes.put(number, lane);
        }
        return lane;
    }

    /** Their chunks are applied, and no more will come. */
    private void closeFormerLanes() {
        lanes.entrySet().removeIf(lane -> {
            boolean former = lane.getKey() != context.lane();
            if (former) {
                lane.getValue().close();
            }
            return former;
        });
    }

    @Override
    public void close() {
        lanes.values().forEach(LaneCommitter::close);
    }
}
