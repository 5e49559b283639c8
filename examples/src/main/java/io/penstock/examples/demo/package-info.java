/**
 * The command {@code penstock demo}.
 *
 * <p>Start with {@link io.penstock.examples.demo.DemoCommand}. {@code WatchedDemo} runs the job in this process and shows
 * it. {@code CrashDemo} is the parent of {@code Worker} processes which it kills, at moments that {@code KillPlan} draws,
 * and starts again; {@code WorkerReport} is what the worker tells it. {@code Comparison} and {@code WorstDays} are pure.
 */
@NullMarked
package io.penstock.examples.demo;

import org.jspecify.annotations.NullMarked;
