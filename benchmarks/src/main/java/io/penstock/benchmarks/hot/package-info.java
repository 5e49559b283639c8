/**
 * JMH benchmarks of the hot parts of the engine: the way from actor to actor, tables of keyed state, gates, windows,
 * codecs.
 *
 * <p>Start with {@link io.penstock.benchmarks.hot.HopBenchmark}.
 */
@NullMarked
package io.penstock.benchmarks.hot;

import org.jspecify.annotations.NullMarked;
