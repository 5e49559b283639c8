/**
 * Measurements: whole jobs ({@link io.penstock.benchmarks.WholeJob}, workloads in packages of their own) and JMH
 * benchmarks of the hot parts ({@code io.penstock.benchmarks.hot}). Sees every module; nothing depends on it.
 *
 * <p>Start with {@code docs/PERFORMANCE.md} and the script {@code benchmarks/run}.
 */
@NullMarked
package io.penstock.benchmarks;

import org.jspecify.annotations.NullMarked;
