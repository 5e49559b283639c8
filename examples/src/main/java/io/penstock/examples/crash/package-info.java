/**
 * Jobs in processes that are killed.
 *
 * <p>Start with {@link io.penstock.examples.crash.KilledJob}: the parent of {@code Worker} processes which it kills, at
 * moments that {@code KillPlan} draws, and starts again; {@link io.penstock.examples.crash.WorkerReport} is what a worker
 * tells it. {@link io.penstock.examples.crash.CsvOutput} and {@link io.penstock.examples.crash.Comparison} look at what
 * came out.
 */
@NullMarked
package io.penstock.examples.crash;

import org.jspecify.annotations.NullMarked;
