package io.penstock.persistence.store;

/** What opening does about acknowledged entries that are lost or unreadable. */
public enum DamagePolicy {
    /** Refuses to open and says what is damaged. */
    FAIL("fail"),
    /** Sets the damaged file aside, keeps what is whole in it, reports what is lost and goes on. */
    QUARANTINE("quarantine");

    private final String word;

    DamagePolicy(String word) {
        this.word = word;
    }

    /** Reads the configured word; {@code key} is the full configuration key, for the message. */
    public static DamagePolicy parse(String key, String value) {
        for (DamagePolicy policy : values()) {
            if (policy.word.equals(value)) {
                return policy;
            }
        }
        throw new IllegalArgumentException(
                key + " = \"" + value + "\" is not a policy. Use fail (refuse to open a damaged"
                        + " journal) or quarantine (set damaged files aside, keep what is whole, report what is lost).");
    }
}
