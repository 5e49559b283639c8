/**
 * The two ends of channels: how a task sends ({@link io.penstock.engine.gate.OutputGate}) and how it receives ({@link
 * io.penstock.engine.gate.InputGate}: order, alignment, merged watermark). What was sent is kept for receivers that restart ({@link
 * io.penstock.engine.gate.RetainedLog}); what barriers overtake is written for snapshots ({@link
 * io.penstock.engine.gate.InFlightCodec}). Pure data structures: no actor is in here.
 */
@NullMarked
package io.penstock.engine.gate;

import org.jspecify.annotations.NullMarked;
