package io.penstock.persistence.store;

/** An event with its place in the whole journal: ordinals grow, are never used twice, and may have gaps. */
public record OrdinalEvent(long ordinal, String persistenceId, StoredEvent event) {}
