package io.penstock.persistence.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import io.penstock.persistence.Durability;
import io.penstock.persistence.store.DamagePolicy;
import io.penstock.persistence.store.StoreSettings;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Reads the configuration block of a journal; see {@code reference.conf} for what each key means. */
public final class JournalSettings {

    private JournalSettings() {}

    /**
     * Reads a block.
     *
     * @param path where the block stands, for messages
     * @throws IllegalArgumentException naming key and legal values
     */
    public static StoreSettings of(Config block, String path) {
        return new StoreSettings(
                Path.of(block.getString("dir")).toAbsolutePath().normalize(),
                Durability.parse(path + ".durability", block.getString("durability")),
                bytes(block, path, "block-size"),
                block.getBytes("segment-size"),
                bytes(block, path, "chunk-size"),
                bytes(block, path, "max-event-size"),
                block.getBytes("max-pending"),
                block.getDuration("max-wait").toMillis(),
                block.getBytes("max-batch"),
                TimeUnit.NANOSECONDS.toMicros(block.getDuration("group-wait").toNanos()),
                block.getBytes("min-free"),
                block.getDouble("move-below"),
                checkAll(path + ".check-at-open", block.getString("check-at-open")),
                block.getInt("index-every"),
                DamagePolicy.parse(path + ".on-damage", block.getString("on-damage")));
    }

    static int replayThreads(Config block, String path) {
        int threads = block.getInt("replay-threads");
        if (threads < 1 || threads > 256) {
            throw new IllegalArgumentException(
                    path + ".replay-threads = " + threads + " is out of range: legal is 1 to 256.");
        }
        return threads;
    }

    /** Names of the classes whose events are forced with what follows them. */
    static Set<String> forcedLater(Config block) {
        Config classes = block.getConfig("force-later");
        return classes.root().keySet().stream()
                .filter(name -> classes.getBoolean(ConfigUtil.quoteString(name)))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean checkAll(String key, String value) {
        return switch (value) {
            case "new" -> false;
            case "all" -> true;
            default ->
                throw new IllegalArgumentException(key + " = \"" + value + "\" is not a choice. Use new (check what"
                        + " the index file does not cover) or all (check every file).");
        };
    }

    private static int bytes(Config block, String path, String key) {
        long value = block.getBytes(key);
        if (value < 1 || value > Integer.MAX_VALUE - 1024) {
            throw new IllegalArgumentException(
                    path + "." + key + " = " + value + " is out of range: legal is 1 byte to 2 GiB - 1 KiB.");
        }
        return (int) value;
    }
}
