package io.penstock.connector.socket;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;

/** What stands under {@code penstock.connector.sockets}; reference.conf says what each setting means. */
record Limits(
        String bindAddress,
        Duration bindTimeout,
        int maxConnections,
        Duration connectTimeout,
        Duration handshakeTimeout,
        Duration idleTimeout,
        int maxRecordBytes,
        int queueRecords,
        long queueBytes,
        Duration minBackoff,
        Duration maxBackoff,
        int maxAttempts,
        Framed framed,
        Sinks sinks) {

    /** {@code framed}. */
    record Framed(Duration idleTimeout, int maxClients, int windowFrames, long windowBytes, Duration sendTimeout) {
        Framed {
            positive("framed.idle-timeout", idleTimeout.toMillis());
            positive("framed.max-clients", maxClients);
            positive("framed.window.frames", windowFrames);
            positive("framed.window.bytes", windowBytes);
            positive("framed.send-timeout", sendTimeout.toMillis());
        }
    }

    /** {@code sink}. */
    record Sinks(long bufferBytes, Duration writeTimeout, int chunkBytes, long maxEpochBytes) {
        Sinks {
            positive("sink.buffer-bytes", bufferBytes);
            positive("sink.write-timeout", writeTimeout.toMillis());
        }
    }

    static final String PATH = "penstock.connector.sockets";

    Limits {
        positive("max-connections", maxConnections);
        positive("connect-timeout", connectTimeout.toMillis());
        positive("handshake-timeout", handshakeTimeout.toMillis());
        positive("max-record-bytes", maxRecordBytes);
        positive("queue.records", queueRecords);
        positive("queue.bytes", queueBytes);
        positive("reconnect.min-backoff", minBackoff.toMillis());
        if (maxBackoff.compareTo(minBackoff) < 0) {
            throw new IllegalArgumentException("penstock.connector.sockets.reconnect: max-backoff is " + maxBackoff
                    + ": expected min-backoff, " + minBackoff + ", or more");
        }
    }

    private static void positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    "penstock.connector.sockets." + name + " is " + value + ": expected 1 or more");
        }
    }

    /** Those of the application's configuration. */
    static Limits load() {
        return of(ConfigFactory.load().getConfig(PATH));
    }

    static Limits of(Config sockets) {
        Config framed = sockets.getConfig("framed");
        Config sink = sockets.getConfig("sink");
        return new Limits(
                sockets.getString("bind-address"),
                sockets.getDuration("bind-timeout"),
                sockets.getInt("max-connections"),
                sockets.getDuration("connect-timeout"),
                sockets.getDuration("handshake-timeout"),
                sockets.getDuration("idle-timeout"),
                Math.toIntExact(sockets.getBytes("max-record-bytes")),
                sockets.getInt("queue.records"),
                sockets.getBytes("queue.bytes"),
                sockets.getDuration("reconnect.min-backoff"),
                sockets.getDuration("reconnect.max-backoff"),
                sockets.getInt("reconnect.max-attempts"),
                new Framed(
                        framed.getDuration("idle-timeout"),
                        framed.getInt("max-clients"),
                        framed.getInt("window.frames"),
                        framed.getBytes("window.bytes"),
                        framed.getDuration("send-timeout")),
                new Sinks(
                        sink.getBytes("buffer-bytes"),
                        sink.getDuration("write-timeout"),
                        Math.toIntExact(sink.getBytes("chunk-bytes")),
                        sink.getBytes("max-epoch-bytes")));
    }
}
