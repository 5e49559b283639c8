package io.penstock.connector.socket;

import org.jspecify.annotations.Nullable;

/** The server that a client of the framed protocol connects to. */
record FrameTarget(Endpoint endpoint, @Nullable Tls tls, Limits limits) {
    @Override
    public String toString() {
        return endpoint + (tls == null ? "" : " with TLS");
    }
}
