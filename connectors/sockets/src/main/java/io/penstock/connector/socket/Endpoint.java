package io.penstock.connector.socket;

/** Where to connect, or to listen. */
record Endpoint(String host, int port) {
    Endpoint {
        if (host.isBlank()) {
            throw new IllegalArgumentException("the host of a socket is empty: expected a name or an address");
        }
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " of " + host + ": expected 1 to 65535");
        }
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
