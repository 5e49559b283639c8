/**
 * The comparison: every engine does the same work in processes of its own, in turn, several rounds. Start with {@link
 * io.penstock.benchmarks.compare.Compare}; what the processes do is in {@code io.penstock.workloads}.
 */
@NullMarked
package io.penstock.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
