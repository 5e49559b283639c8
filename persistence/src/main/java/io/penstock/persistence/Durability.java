package io.penstock.persistence;

/** What an acknowledged write survives. */
public enum Durability {
    /** Forced to disk before it is acknowledged: survives the loss of power, as far as disk and kernel keep their word. */
    DISK("disk"),
    /** In the operating system's page cache when it is acknowledged: survives {@code kill -9}, not the loss of power. */
    PROCESS("process");

    private final String word;

    Durability(String word) {
        this.word = word;
    }

    /** The word used in configuration. */
    public String word() {
        return word;
    }

    /**
     * Reads the configured word.
     *
     * @param key the full configuration key, for the message
     * @throws IllegalArgumentException if it is neither {@code disk} nor {@code process}
     */
    public static Durability parse(String key, String value) {
        for (Durability durability : values()) {
            if (durability.word.equals(value)) {
                return durability;
            }
        }
        throw new IllegalArgumentException(
                key + " = \"" + value + "\" is not a durability. Use disk (acknowledged means"
                        + " forced to disk) or process (acknowledged survives kill -9, not the loss of power).");
    }
}
