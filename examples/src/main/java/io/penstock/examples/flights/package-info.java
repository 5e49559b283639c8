/**
 * Delays of flights per airport and day.
 *
 * <p>Start with {@link io.penstock.examples.flights.DelaysJob}. It reads {@link io.penstock.examples.flights.Flight}s,
 * folds them with {@link io.penstock.examples.flights.DelayStats} and writes {@link
 * io.penstock.examples.flights.DelaysByDay}. {@link io.penstock.examples.flights.PlainDelays} uses nothing of all this,
 * on purpose: it is what the job's output is compared with.
 */
@NullMarked
package io.penstock.examples.flights;

import org.jspecify.annotations.NullMarked;
