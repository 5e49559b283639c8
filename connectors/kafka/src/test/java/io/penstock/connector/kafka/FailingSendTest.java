package io.penstock.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.connector.RecordBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A producer that knows no broker waits at each record and throws nothing: one such wait is to be enough. */
class FailingSendTest {
    private static final ProducerRecord<byte[], byte[]> RECORD = new ProducerRecord<>("out", new byte[1]);

    private final Gone gone = new Gone();

    /** What a producer does once it has forgotten all topics, without the wait. */
    private static final class Gone extends MockProducer<byte[], byte[]> {
        int sends;

        Gone() {
            super(true, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized Future<RecordMetadata> send(
                ProducerRecord<byte[], byte[]> message, @Nullable Callback callback) {
            sends++;
            TimeoutException failure = new TimeoutException("topic out is not in the metadata");
            if (callback != null) {
                callback.onCompletion(null, failure);
            }
            return CompletableFuture.failedFuture(failure);
        }
    }

    /** Ten times the same text. */
    private static final class Ten implements RecordBatch<String> {
        @Override
        public int size() {
            return 10;
        }

        @Override
        public String value(int index) {
            return "text";
        }

        @Override
        public long timestampMillis(int index) {
            return 0;
        }
    }

    @Test
    void sendInATransactionThatFailsAtOnceThrows() {
        assertThatThrownBy(() -> Producers.send(gone, RECORD, null)).isInstanceOf(TimeoutException.class);
    }

    @Test
    void sendWhoseResultIsNotKnownYetDoesNotThrow() {
        MockProducer<byte[], byte[]> open = new MockProducer<>(
                false, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());

        assertThatNoException().isThrownBy(() -> Producers.send(open, RECORD, null));
    }

    @Test
    void batchThatIsSentAtOnceEndsWithItsFirstFailure() {
        RecordMapping<String> mapping = RecordMapping.of("out", value -> value.getBytes(StandardCharsets.UTF_8));
        DirectWriter<String> writer = new DirectWriter<>(mapping, gone, Lane.context("job", 0, 1));

        assertThatThrownBy(() -> writer.write(new Ten()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not in the metadata");
        assertThat(gone.sends).isEqualTo(1);
    }
}
