package io.penstock.connector.socket;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

/** Settings with short times, for tests. */
final class SocketsConfig {
    private SocketsConfig() {}

    /** @param stronger HOCON below {@code penstock.connector.sockets} */
    static Config quick(String stronger) {
        return ConfigFactory.parseString(stronger)
                .withFallback(ConfigFactory.parseString("reconnect { min-backoff = 5ms, max-backoff = 20ms }"))
                .withFallback(ConfigFactory.load().getConfig("penstock.connector.sockets"));
    }

    static Config quick() {
        return quick("");
    }
}
