/**
 * Savepoints: checkpoints that a user asks for, copied out of the journal into a folder that is complete in itself, and
 * read from there into the journal of another run.
 *
 * <p>Start with {@link io.penstock.engine.savepoint.SavepointManifest} (what is in a folder); {@link
 * io.penstock.engine.savepoint.SavepointTaking} writes one, {@link io.penstock.engine.savepoint.SavepointStart} starts a
 * job from one, {@link io.penstock.engine.savepoint.UpgradeCheck} says before whether that will go. See
 * docs/SAVEPOINTS.md.
 */
@NullMarked
package io.penstock.engine.savepoint;

import org.jspecify.annotations.NullMarked;
