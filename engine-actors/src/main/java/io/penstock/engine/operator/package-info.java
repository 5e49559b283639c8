/**
 * What a task does with a batch: the operators as they run. No actor is in here.
 *
 * <p>Start with {@link io.penstock.engine.operator.TaskOperator} and {@link io.penstock.engine.operator.TaskOutput};
 * {@link io.penstock.engine.operator.Operators} makes one from its description in the graph.
 */
@NullMarked
package io.penstock.engine.operator;

import org.jspecify.annotations.NullMarked;
