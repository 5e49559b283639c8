package io.penstock.node.control;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * Limits of the socket.
 *
 * @param connections that are answered at once; one more is told to come again
 * @param requestTimeout for a whole request, and for taking an answer
 * @param requestBytes the longest request
 */
public record ControlSettings(int connections, Duration requestTimeout, int requestBytes) {
    /**
     * Reads {@code penstock.node.control}.
     *
     * @throws IllegalArgumentException naming the key that is not legal
     */
    public static ControlSettings of(Config config) {
        return new ControlSettings(
                whole(config, "connections", 1, 1000), timeout(config), whole(config, "request-bytes", 256, 1 << 20));
    }

    private static Duration timeout(Config config) {
        String key = "penstock.node.control.request-timeout";
        Duration value = config.getDuration(key);
        if (value.toMillis() < 10) {
            throw new IllegalArgumentException(
                    "setting " + key + " is " + value + ", expected a duration of at least 10 ms, such as 5s");
        }
        return value;
    }

    private static int whole(Config config, String name, int least, int most) {
        String key = "penstock.node.control." + name;
        long value = config.getBytes(key);
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "setting " + key + " is " + value + ", expected a whole number from " + least + " to " + most);
        }
        return (int) value;
    }
}
