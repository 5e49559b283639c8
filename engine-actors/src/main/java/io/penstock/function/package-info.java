/**
 * The functions a developer of jobs writes: mapping, filtering, aggregating, processing with state and timers.
 *
 * <p>Start with {@link io.penstock.function.MapFunction} and {@link io.penstock.function.AggregateFunction}; {@link
 * io.penstock.function.KeyedProcessFunction} is the general form. Stands on {@code codec} and {@code time} only.
 */
@NullMarked
package io.penstock.function;

import org.jspecify.annotations.NullMarked;
