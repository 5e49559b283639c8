package io.penstock.persistence.store;

/** When a write is forced to disk, where the durability of its journal is {@code disk}; at {@code process} it makes no difference. */
public enum Force {
    /** Before it is acknowledged. */
    NOW,
    /**
     * With whatever is forced next, which covers all that was written before it: until then it is acknowledged and readable,
     * survives kill -9, and a loss of power takes it. For events that mean nothing before a later one that points at them,
     * in the same journal, is forced.
     */
    LATER
}
