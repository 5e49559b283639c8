/**
 * How long a keyed task is stopped by a barrier. The engine is measured as it is: {@link
 * io.penstock.benchmarks.pause.TimedMailbox} sees when its tasks take a message and when they are done with it. Start with
 * {@link io.penstock.benchmarks.pause.Pause}.
 */
@NullMarked
package io.penstock.benchmarks.pause;

import org.jspecify.annotations.NullMarked;
