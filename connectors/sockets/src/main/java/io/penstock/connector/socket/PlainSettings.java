package io.penstock.connector.socket;

import io.penstock.connector.ErrorPolicy;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a plain source reads.
 *
 * @param delimiter what ends a record; a line feed takes the carriage return before it along
 * @param lastWithoutDelimiter what stands behind the last delimiter is a record
 * @param endWhenClosed the source ends with its connection
 */
record PlainSettings(
        Endpoint endpoint,
        boolean listens,
        String delimiter,
        Charset charset,
        int maxRecordBytes,
        ErrorPolicy onError,
        boolean lastWithoutDelimiter,
        Duration idleTimeout,
        boolean endWhenClosed,
        @Nullable Tls tls,
        Consumer<InetSocketAddress> onListening,
        Limits limits) {
    private static final String LINE_FEED = "\n";

    static PlainSettings defaults(Endpoint endpoint, boolean listens, Limits limits) {
        return new PlainSettings(
                endpoint,
                listens,
                LINE_FEED,
                StandardCharsets.UTF_8,
                limits.maxRecordBytes(),
                ErrorPolicy.FAIL,
                false,
                limits.idleTimeout(),
                false,
                null,
                address -> {},
                limits);
    }

    boolean lines() {
        return delimiter.equals(LINE_FEED);
    }

    PlainSettings withDelimiter(String changed) {
        return new PlainSettings(
                endpoint,
                listens,
                changed,
                charset,
                maxRecordBytes,
                onError,
                lastWithoutDelimiter,
                idleTimeout,
                endWhenClosed,
                tls,
                onListening,
                limits);
    }

    PlainSettings withCharset(Charset changed) {
        return new PlainSettings(
                endpoint,
                listens,
                delimiter,
                changed,
                maxRecordBytes,
                onError,
                lastWithoutDelimiter,
                idleTimeout,
                endWhenClosed,
                tls,
                onListening,
                limits);
    }

    PlainSettings withMaxRecordBytes(int changed) {
        return new PlainSettings(
                endpoint,
                listens,
                delimiter,
                charset,
                changed,
                onError,
                lastWithoutDelimiter,
                idleTimeout,
                endWhenClosed,
                tls,
                onListening,
                limits);
    }

    PlainSettings withOnError(ErrorPolicy changed) {
        return new PlainSettings(
                endpoint,
                listens,
                delimiter,
                charset,
                maxRecordBytes,
                changed,
                lastWithoutDelimiter,
                idleTimeout,
                endWhenClosed,
                tls,
                onListening,
                limits);
    }

    PlainSettings withLastWithoutDelimiter(boolean changed) {
        return new PlainSettings(
                endpoint,
                listens,
                delimiter,
                charset,
                maxRecordBytes,
                onError,
                changed,
                idleTimeout,
                endWhenClosed,
                tls,
                onListening,
                limits);
    }

    PlainSettings withIdleTimeout(Duration changed) {
        return new PlainSettings(
                endpoint,
                listens,
                delimiter,
                charset,
                maxRecordBytes,
                onError,
                lastWithoutDelimiter,
                changed,
                endWhenClosed,
                tls,
                onListening,
                limits);
    }

    PlainSettings withEndWhenClosed(boolean changed) {
        return new PlainSettings(
                endpoint,
                listens,
                delimiter,
                charset,
                maxRecordBytes,
                onError,
                lastWithoutDelimiter,
                idleTimeout,
                changed,
                tls,
                onListening,
                limits);
    }

    PlainSettings withTls(Tls changed) {
        return new PlainSettings(
                endpoint,
                listens,
                delimiter,
                charset,
                maxRecordBytes,
                onError,
                lastWithoutDelimiter,
                idleTimeout,
                endWhenClosed,
                changed,
                onListening,
                limits);
    }

    PlainSettings withOnListening(Consumer<InetSocketAddress> changed) {
        return new PlainSettings(
                endpoint,
                listens,
                delimiter,
                charset,
                maxRecordBytes,
                onError,
                lastWithoutDelimiter,
                idleTimeout,
                endWhenClosed,
                tls,
                changed,
                limits);
    }
}
