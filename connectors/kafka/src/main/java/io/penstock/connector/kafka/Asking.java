package io.penstock.connector.kafka;

import io.penstock.connector.PermanentFailureException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Kafka's admin client, again and again while Kafka is away. */
final class Asking {
    private static final Logger LOG = LoggerFactory.getLogger(Asking.class);
    private static final long PAUSE_MILLIS = 200;
    /** What looks final may be so for a moment only: a topic that was just made, a leader that moves. */
    private static final Duration SETTLE = Duration.ofSeconds(2);

    private Asking() {}

    /** A question whose answer is waited for. */
    @FunctionalInterface
    interface Question<R> {
        R ask(Admin admin) throws Exception;
    }

    /**
     * Asks until there is an answer. What the question says is permanent is asked again too, for a moment.
     *
     * @param request how long one answer may take
     * @param limit after which it fails with the last error
     * @param what it is about, for errors
     */
    static <R> R until(KafkaClient client, Duration request, Duration limit, String what, Question<R> question)
            throws IOException, InterruptedException, PermanentFailureException {
        long begin = System.nanoTime();
        long end = begin + limit.toNanos();
        try (Admin admin = admin(client, request)) {
            while (true) {
                try {
                    return question.ask(admin);
                } catch (InterruptedException | IOException e) {
                    throw e;
                } catch (PermanentFailureException e) {
                    if (System.nanoTime() - begin > SETTLE.toNanos()) {
                        throw e;
                    }
                } catch (Exception e) {
                    Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
                    if (!(cause instanceof RetriableException) || System.nanoTime() > end) {
                        throw failed(client, what, cause);
                    }
                    LOG.warn("Kafka at {} cannot {} now, trying again: {}", client.servers(), what, cause.toString());
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        }
    }

    private static IOException failed(KafkaClient client, String what, Throwable cause)
            throws PermanentFailureException {
        Exception failure = KafkaFailures.of("Kafka at " + client.servers() + " could not be asked to " + what, cause);
        if (failure instanceof PermanentFailureException permanent) {
            throw permanent;
        }
        return (IOException) failure;
    }

    static Admin admin(KafkaClient client, Duration request) {
        int millis = (int) request.toMillis();
        return Admin.create(client.configured(
                Map.of(),
                Map.of(
                        CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
                        Math.max(1, millis / 2),
                        CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        millis)));
    }
}
