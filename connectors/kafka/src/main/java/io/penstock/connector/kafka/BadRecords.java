package io.penstock.connector.kafka;

import io.penstock.connector.BadRecordException;
import io.penstock.connector.DeadLetter;
import io.penstock.connector.ErrorPolicy;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does with records that a deserializer refuses what the error policy says. For one partition and one thread. */
final class BadRecords {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaSource.class);
    /** So many are logged each; behind that one each time their number has doubled. */
    private static final long LOGGED_EACH = 10;

    private static final int KEPT_CHARS = 4096;

    private final ErrorPolicy policy;
    private final ReadSettings reading;
    private long skipped;

    BadRecords(ErrorPolicy policy, ReadSettings reading) {
        this.policy = policy;
        this.reading = reading;
    }

    void onBad(KafkaRecord record, Exception cause, ReadBuffer<?> out) throws BadRecordException {
        String reason = cause.getClass().getSimpleName() + ": " + cause.getMessage();
        switch (policy) {
            case FAIL ->
                throw new BadRecordException(
                        record + " cannot be deserialized (" + reason + "). Correct the deserializer, or choose"
                                + " onError(ErrorPolicy.SKIP) or onError(ErrorPolicy.DEAD_LETTER)",
                        cause);
            case SKIP -> {
                out.skipped();
                log(record, reason);
            }
            case DEAD_LETTER ->
                out.deadLetter(new DeadLetter(reading.sourceName(), record.toString(), content(record), reason));
        }
    }

    private void log(KafkaRecord record, String reason) {
        skipped++;
        if (skipped <= LOGGED_EACH || Long.bitCount(skipped) == 1) {
            LOG.warn(
                    "Source {} of job {} skipped {}: cannot be deserialized ({}). Skipped in this partition so far: {}",
                    reading.sourceName(),
                    reading.jobName(),
                    record,
                    reason,
                    skipped);
        }
    }

    private static String content(KafkaRecord record) {
        String text = record.valueText();
        if (text == null) {
            return "";
        }
        return text.length() > KEPT_CHARS ? text.substring(0, KEPT_CHARS) : text;
    }
}
