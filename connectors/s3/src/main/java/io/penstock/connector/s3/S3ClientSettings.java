package io.penstock.connector.s3;

import com.typesafe.config.Config;
import io.penstock.connector.Configured;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How a service is reached. Two with the same content share one client.
 *
 * @param endpoint empty for AWS
 * @param region empty for what environment, profile or machine say
 * @param anonymous requests are not signed
 * @param checksumsWhereRequired no checksums but those that the protocol asks for
 * @param attemptTimeout of one attempt
 * @param callTimeout of a request with all its attempts
 */
record S3ClientSettings(
        Optional<URI> endpoint,
        Optional<String> region,
        boolean pathStyle,
        boolean anonymous,
        boolean checksumsWhereRequired,
        int maxConnections,
        Duration connectTimeout,
        Duration attemptTimeout,
        Duration callTimeout,
        int maxAttempts,
        Duration minBackoff,
        Duration maxBackoff) {
    private static final int GREATEST_ATTEMPTS = 100;
    private static final int GREATEST_CONNECTIONS = 10_000;

    /** With what stands under {@code penstock.connector.s3}. */
    static Configured<S3ClientSettings> configured() {
        return Configured.at("penstock.connector.s3", S3ClientSettings::of);
    }

    static S3ClientSettings of(Config config) {
        return new S3ClientSettings(
                notEmpty(config.getString("endpoint")).map(S3ClientSettings::endpoint),
                notEmpty(config.getString("region")),
                config.getBoolean("path-style"),
                config.getBoolean("anonymous"),
                config.getBoolean("checksums-only-where-required"),
                config.getInt("max-connections"),
                config.getDuration("connect-timeout"),
                config.getDuration("attempt-timeout"),
                config.getDuration("call-timeout"),
                config.getInt("max-attempts"),
                config.getDuration("min-backoff"),
                config.getDuration("max-backoff"));
    }

    private static Optional<String> notEmpty(String text) {
        return text.isBlank() ? Optional.empty() : Optional.of(text.trim());
    }

    private static URI endpoint(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "endpoint '" + text + "' is no URI; expected one like http://127.0.0.1:9000", e);
        }
    }

    S3ClientSettings {
        endpoint.ifPresent(S3ClientSettings::checkEndpoint);
        if (maxConnections < 1 || maxConnections > GREATEST_CONNECTIONS) {
            throw new IllegalArgumentException(
                    "max-connections must be from 1 to " + GREATEST_CONNECTIONS + ", not " + maxConnections);
        }
        if (maxAttempts < 1 || maxAttempts > GREATEST_ATTEMPTS) {
            throw new IllegalArgumentException(
                    "max-attempts must be from 1 to " + GREATEST_ATTEMPTS + ", not " + maxAttempts);
        }
        positive("connect-timeout", connectTimeout);
        positive("attempt-timeout", attemptTimeout);
        positive("call-timeout", callTimeout);
        positive("min-backoff", minBackoff);
        if (callTimeout.compareTo(attemptTimeout) < 0) {
            throw new IllegalArgumentException("call-timeout must not be shorter than attempt-timeout ("
                    + attemptTimeout + "), not " + callTimeout);
        }
        if (maxBackoff.compareTo(minBackoff) < 0) {
            throw new IllegalArgumentException(
                    "max-backoff must not be shorter than min-backoff (" + minBackoff + "), not " + maxBackoff);
        }
    }

    private static void checkEndpoint(URI endpoint) {
        String scheme = endpoint.getScheme();
        if (endpoint.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw new IllegalArgumentException(
                    "endpoint must be like https://host or http://127.0.0.1:9000, not " + endpoint);
        }
        if (endpoint.getUserInfo() != null) {
            throw new IllegalArgumentException("endpoint of " + endpoint.getHost()
                    + " has a user in it: credentials come from environment or profile, take it out");
        }
    }

    private static void positive(String what, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(what + " must be more than nothing, not " + duration);
        }
    }

    private S3ClientSettings with(Optional<URI> otherEndpoint, Optional<String> otherRegion, boolean otherPathStyle) {
        return new S3ClientSettings(
                otherEndpoint,
                otherRegion,
                otherPathStyle,
                anonymous,
                checksumsWhereRequired,
                maxConnections,
                connectTimeout,
                attemptTimeout,
                callTimeout,
                maxAttempts,
                minBackoff,
                maxBackoff);
    }

    S3ClientSettings withEndpoint(URI value) {
        return with(Optional.of(value), region, pathStyle);
    }

    S3ClientSettings withRegion(String value) {
        return with(endpoint, Optional.of(value), pathStyle);
    }

    S3ClientSettings withPathStyle(boolean value) {
        return with(endpoint, region, value);
    }
}
