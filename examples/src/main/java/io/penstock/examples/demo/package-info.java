/**
 * The command {@code penstock demo}.
 *
 * <p>Start with {@link io.penstock.examples.demo.DemoCommand}. {@code WatchedDemo} runs the job in this process and shows
 * it. {@code CrashDemo} compares what came out when the process was killed, for which {@code crash} is there. {@code
 * WorstDays} is pure.
 */
@NullMarked
package io.penstock.examples.demo;

import org.jspecify.annotations.NullMarked;
