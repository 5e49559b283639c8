/**
 * The journal as files. Knows neither Pekko nor Chronicle: a {@link io.penstock.persistence.store.Run} appends documents,
 * everything is read back by this package's own bounds-checked reads.
 *
 * <p>Reading order: {@link io.penstock.persistence.store.JournalStore} (what it can do), {@code JournalWriter} (one thread,
 * group commit), {@code FrameDescriptor} and {@code SegmentScan} (the bytes), {@code Catalog} and {@code LastAcknowledged} (what
 * must be there at the next opening), {@code JournalIndex} (where everything is).
 *
 * <p>Internal: public types here are for the other packages of this module.
 */
@NullMarked
package io.penstock.persistence.store;

import org.jspecify.annotations.NullMarked;
