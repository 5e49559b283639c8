package io.penstock.connector.socket;

import io.penstock.connector.Configured;
import org.jspecify.annotations.Nullable;

/** The server that a client of the framed protocol connects to. */
record FrameTarget(Endpoint endpoint, @Nullable Tls tls, Limits limits) {
    static Configured<FrameTarget> configured(String host, int port) {
        Endpoint to = new Endpoint(host, port);
        return Configured.at(Limits.PATH, sockets -> new FrameTarget(to, null, Limits.of(sockets)));
    }

    FrameTarget secured(Tls with) {
        return new FrameTarget(endpoint, with, limits);
    }

    @Override
    public String toString() {
        return endpoint + (tls == null ? "" : " with TLS");
    }
}
