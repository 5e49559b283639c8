/**
 * The checkpoint protocol: its messages, its events, the coordinator, and how snapshots are written to and read from the
 * journal.
 *
 * <p>Start with {@link io.penstock.engine.checkpoint.CheckpointCoordinator}; its durable state is {@link
 * io.penstock.engine.checkpoint.CheckpointHistory}, and it names the classes of the rest; messages are in {@link
 * io.penstock.engine.checkpoint.TaskProtocol} and {@link io.penstock.engine.checkpoint.CoordinatorProtocol}.
 */
@NullMarked
package io.penstock.engine.checkpoint;

import org.jspecify.annotations.NullMarked;
