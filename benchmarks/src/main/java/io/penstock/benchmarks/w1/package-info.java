/**
 * Workload W1, a running sum per key: source, map (value x 3 + 1), filter (keeps 7 of 8), key, sum, counting sink;
 * exactly-once checkpoints to disk every second.
 *
 * <p>Start with {@link io.penstock.benchmarks.w1.W1}.
 */
@NullMarked
package io.penstock.benchmarks.w1;

import org.jspecify.annotations.NullMarked;
