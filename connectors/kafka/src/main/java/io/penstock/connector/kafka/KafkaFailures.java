package io.penstock.connector.kafka;

import io.penstock.connector.PermanentFailureException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/** Tells failures that pass by themselves from those that somebody must put right. */
final class KafkaFailures {
    private static final String TOO_LARGE =
            "make records smaller, or raise max.message.bytes of the topic (kafka-configs"
                    + " --alter --topic NAME --add-config max.message.bytes=N)";

    /** What is to be done about them; the first that fits counts. */
    private static final Map<Class<? extends Exception>, String> PERMANENT = new LinkedHashMap<>();

    static {
        PERMANENT.put(
                AuthenticationException.class,
                "correct security.protocol, the user and password in sasl.jaas.config, or the certificates in ssl.*");
        PERMANENT.put(
                AuthorizationException.class,
                "allow it (kafka-acls --add); README.md of the connector says which rights are needed");
        PERMANENT.put(RecordTooLargeException.class, TOO_LARGE);
        PERMANENT.put(RecordBatchTooLargeException.class, TOO_LARGE);
        PERMANENT.put(InvalidTopicException.class, "correct the name of the topic");
        PERMANENT.put(
                InvalidTxnTimeoutException.class,
                "lower penstock.connector.kafka.sink.transaction-timeout, or raise the broker's"
                        + " transaction.max.timeout.ms");
        PERMANENT.put(UnsupportedVersionException.class, "use a broker that is new enough");
    }

    private KafkaFailures() {}

    /**
     * A failure to throw: a {@link PermanentFailureException} if no other attempt will help, else an {@link IOException}.
     *
     * @param what went wrong, as the beginning of a sentence
     */
    static Exception of(String what, Throwable cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            String remedy = remedy(t);
            if (remedy != null) {
                return new PermanentFailureException(
                        what + ": " + t.getClass().getSimpleName() + ": " + t.getMessage() + ". To go on, " + remedy,
                        cause);
            }
        }
        return new IOException(what + ": " + cause.getClass().getSimpleName() + ": " + cause.getMessage(), cause);
    }

    private static @Nullable String remedy(Throwable failure) {
        for (Map.Entry<Class<? extends Exception>, String> permanent : PERMANENT.entrySet()) {
            if (permanent.getKey().isInstance(failure)) {
                return permanent.getValue();
            }
        }
        // A leader that moves makes a topic unknown for a moment, but not for as long as a send waits.
        if (failure instanceof TimeoutException && failure.getCause() instanceof UnknownTopicOrPartitionException) {
            return "make the topic (kafka-topics --create), or correct its name";
        }
        return null;
    }
}
