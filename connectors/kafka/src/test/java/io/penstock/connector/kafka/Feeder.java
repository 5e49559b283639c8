package io.penstock.connector.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends lines to a topic, at a pace, until it is closed. What really came is to be read from the topic. */
final class Feeder implements AutoCloseable {
    private static final long EVERY_MILLIS = 10;

    private final Topic topic;
    private final int atOnce;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Thread thread;

    Feeder(Topic topic, int perSecond) {
        this.topic = topic;
        this.atOnce = (int) (perSecond * EVERY_MILLIS / 1000);
        this.thread = new Thread(this::run, "feeder");
        thread.start();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what came is read from the topic
    private void run() {
        try (Producer<String, String> producer =
                topic.producer(Map.of("acks", "all", "delivery.timeout.ms", 600_000, "max.block.ms", 600_000))) {
            long next = 0;
            while (!ended.get()) {
                for (int i = 0; i < atOnce; i++) {
                    String line = "line " + next++;
                    producer.send(new ProducerRecord<>(topic.name, line, line));
                }
                LockSupport.parkNanos(Duration.ofMillis(EVERY_MILLIS).toNanos());
            }
        }
    }

    /** Returns when all that was sent is acknowledged. */
    @Override
    public void close() throws InterruptedException {
        ended.set(true);
        thread.join();
    }
}
