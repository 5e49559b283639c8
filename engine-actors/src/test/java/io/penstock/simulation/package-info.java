/**
 * The engine's real actors on one thread that a seed drives: which mailbox runs next, when time moves, what the journal
 * and the world outside do, and which faults happen, all follow from one number, so that the same seed gives the same
 * run. After each message what must always hold is checked, and at the end the output.
 *
 * <p>Start with {@link io.penstock.simulation.SimulatedRun}, which is one seed from beginning to end; the thread, time
 * and mailboxes are in {@link io.penstock.simulation.SimulatedThread}; what goes wrong is in {@link
 * io.penstock.simulation.Faults}; what is checked, in {@link io.penstock.simulation.Invariants} and {@link
 * io.penstock.simulation.SnapshotOracle}; the bugs that prove that the checks bite, in {@link
 * io.penstock.simulation.PlantedBug}.
 */
@NullMarked
package io.penstock.simulation;

import org.jspecify.annotations.NullMarked;
