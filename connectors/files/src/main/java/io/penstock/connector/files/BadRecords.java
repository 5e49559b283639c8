package io.penstock.connector.files;

import io.penstock.connector.BadRecordException;
import io.penstock.connector.DeadLetter;
import io.penstock.connector.ErrorPolicy;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does with bad records what the error policy says. For one split and one thread. */
final class BadRecords {
    private static final Logger LOG = LoggerFactory.getLogger(FileSource.class);

    /** So many are logged each; behind that one each time their number has doubled. */
    private static final long LOGGED_EACH = 10;

    private static final int SHOWN_CHARS = 120;

    private final ErrorPolicy policy;
    private final ReadSettings settings;
    private final Place place;
    private long skipped;

    BadRecords(ErrorPolicy policy, ReadSettings settings, Place place) {
        this.policy = policy;
        this.settings = settings;
        this.place = place;
    }

    void onBad(long line, long offset, String content, Exception cause, ReadBuffer<?> out) throws BadRecordException {
        onBad(place.of(line, offset), content, cause, out);
    }

    /** @param where the record stands */
    void onBad(String where, String content, Exception cause, ReadBuffer<?> out) throws BadRecordException {
        switch (policy) {
            case FAIL ->
                throw new BadRecordException(
                        where + ": cannot parse '" + shown(content) + "' (" + reason(cause)
                                + "). Correct it, or choose"
                                + " onError(ErrorPolicy.SKIP) or onError(ErrorPolicy.DEAD_LETTER)",
                        cause);
            case SKIP -> {
                out.skipped();
                log(where, content, cause);
            }
            case DEAD_LETTER -> out.deadLetter(new DeadLetter(settings.sourceName(), where, content, reason(cause)));
        }
    }

    private void log(String where, String content, Exception cause) {
        skipped++;
        if (skipped <= LOGGED_EACH || Long.bitCount(skipped) == 1) {
            LOG.warn(
                    "Source {} of job {} skipped {}: cannot parse '{}' ({}). Skipped in this split so far: {}",
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
