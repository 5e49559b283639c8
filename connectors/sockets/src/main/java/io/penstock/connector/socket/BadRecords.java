package io.penstock.connector.socket;

import io.penstock.connector.BadRecordException;
import io.penstock.connector.DeadLetter;
import io.penstock.connector.ErrorPolicy;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does with bad records what the error policy says. For one reader. */
final class BadRecords {
    private static final Logger LOG = LoggerFactory.getLogger(BadRecords.class);

    /** So many are logged each; behind that one each time their number has doubled. */
    private static final long LOGGED_EACH = 10;

    private static final int SHOWN_CHARS = 120;

    private final ErrorPolicy policy;
    private final ReadSettings settings;
    private long skipped;

    BadRecords(ErrorPolicy policy, ReadSettings settings) {
        this.policy = policy;
        this.settings = settings;
    }

    /**
     * A record cannot be used.
     *
     * @param where peer and place
     * @param content of it, or of its beginning
     */
    void onBad(String where, String content, Exception cause, ReadBuffer<?> out) throws BadRecordException {
        switch (policy) {
            case FAIL ->
                throw new BadRecordException(
                        where + ": cannot take '" + shown(content) + "' (" + reason(cause)
                                + "). Correct the sender, or choose"
                                + " onError(ErrorPolicy.SKIP) or onError(ErrorPolicy.DEAD_LETTER)",
                        cause);
            case SKIP -> skip(where, content, cause, out);
            case DEAD_LETTER -> out.deadLetter(new DeadLetter(settings.sourceName(), where, content, reason(cause)));
        }
    }

    /** Leaves a record out, whatever the policy. */
    void skip(String where, String content, Exception cause, ReadBuffer<?> out) {
        out.skipped();
        skipped++;
        if (skipped <= LOGGED_EACH || Long.bitCount(skipped) == 1) {
            LOG.warn(
                    "source {} of job {} skipped {}: cannot take '{}' ({}). Skipped so far: {}",
                    settings.sourceName(),
                    settings.jobName(),
                    where,
                    shown(content),
                    reason(cause),
                    skipped);
        }
    }

    private static String reason(Exception cause) {
        String message = cause.getMessage();
        if (cause instanceof MalformedRecordException && message != null) {
            return message;
        }
        String type = cause.getClass().getSimpleName();
        return message == null ? type : type + ": " + message;
    }

    /** Control characters would garble a log or a terminal. */
    private static String shown(String content) {
        String cut = content.length() > SHOWN_CHARS ? content.substring(0, SHOWN_CHARS) + "..." : content;
        StringBuilder shown = new StringBuilder(cut.length());
        for (int i = 0; i < cut.length(); i++) {
            char c = cut.charAt(i);
            if (Character.isISOControl(c)) {
                shown.append(String.format("\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return shown.toString();
    }
}
