package io.penstock.engine.checkpoint;

/** What the engine writes through Pekko Persistence; bound to {@link JournalSerializer} in {@code reference.conf}. */
public interface JournalEntry {}
