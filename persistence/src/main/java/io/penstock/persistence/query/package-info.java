/**
 * The read journal plugin: Persistence Query over the journal of the same actor system. Start at {@link
 * io.penstock.persistence.query.ChronicleReadJournal}.
 */
@NullMarked
package io.penstock.persistence.query;

import org.jspecify.annotations.NullMarked;
