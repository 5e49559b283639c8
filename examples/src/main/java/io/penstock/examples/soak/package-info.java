/**
 * The command {@code penstock soak}: jobs of several shapes in processes that are killed, and what came out compared with
 * plain loops.
 *
 * <p>Start with {@link io.penstock.examples.soak.SoakCommand}. {@code Soak} goes through the rounds; a {@code Round} is
 * all that is drawn from a seed: the {@code Shape} of the job, its input, its settings and its kills. Each shape is one
 * file that has the job and beside it the same computation without Penstock.
 */
@NullMarked
package io.penstock.examples.soak;

import org.jspecify.annotations.NullMarked;
