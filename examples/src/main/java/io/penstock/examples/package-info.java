/**
 * Jobs to read, run and copy from.
 *
 * <p>{@code flights} is the main one: {@link io.penstock.examples.flights.DelaysJob} is what a developer writes, {@link
 * io.penstock.examples.flights.PlainDelays} is the same computation without Penstock. {@code demo} is the command
 * {@code penstock demo} that runs it, watches it, kills it and compares the two. {@code soak} is the command {@code
 * penstock soak}: jobs of several shapes, killed for as long as one likes. {@code crash} is what both kill with.
 */
@NullMarked
package io.penstock.examples;

import org.jspecify.annotations.NullMarked;
