/**
 * What an exactly-once sink is built of whose target cannot keep prepared records by itself.
 *
 * <p><b>Outbox.</b> The writer collects the records of an epoch in an {@link io.penstock.connector.outbox.Outbox}; at the
 * barrier it gives them out as {@link io.penstock.connector.outbox.OutboxChunk chunks of bytes}, which are the sink's
 * committables and so are in the snapshot. Nothing of an epoch is in the target before its checkpoint is complete.
 *
 * <p><b>Ledger.</b> The committer writes chunks to the target and, in the same atomic unit, a {@link
 * io.penstock.connector.outbox.LedgerEntry}: "of this lane, everything up to this part of this epoch is applied". A
 * commit whose result is not known, and the first commit after a restart, read the entry back; {@link
 * io.penstock.connector.outbox.LaneLedger} then says which chunks are still to be applied, or refuses if the entry cannot
 * have been written by this job.
 *
 * <p>A connector brings the encoding of records, the atomic unit, the reading of entries, and the fencing of earlier
 * processes. It fences first and reads then: what is read after no one else can write is the truth.
 */
@NullMarked
package io.penstock.connector.outbox;

import org.jspecify.annotations.NullMarked;
