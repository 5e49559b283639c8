/**
 * The journal plugin: turns Pekko's writes into entries of a {@link io.penstock.persistence.store.JournalStore} and back.
 * Start at {@link io.penstock.persistence.journal.ChronicleJournal}.
 */
@NullMarked
package io.penstock.persistence.journal;

import org.jspecify.annotations.NullMarked;
