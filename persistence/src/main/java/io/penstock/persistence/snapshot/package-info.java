/**
 * The snapshot store plugin: one file per Pekko snapshot, written aside, forced and renamed. Start at
 * {@link io.penstock.persistence.snapshot.FileSnapshotStore}.
 */
@NullMarked
package io.penstock.persistence.snapshot;

import org.jspecify.annotations.NullMarked;
