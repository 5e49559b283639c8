/**
 * W5, recovery: many keys, a steady rate, an exception in the keyed operator; from the throw to the first new record at the
 * sink. Start with {@link io.penstock.benchmarks.w5.Recovery}.
 */
@NullMarked
package io.penstock.benchmarks.w5;

import org.jspecify.annotations.NullMarked;
