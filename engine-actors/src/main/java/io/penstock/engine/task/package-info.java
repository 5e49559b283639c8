/**
 * The actors that move records: sources, operators, sinks. Each is a mailbox around an input gate, an operator and an
 * output.
 *
 * <p>Start with {@link io.penstock.engine.task.OperatorTask}; {@link io.penstock.engine.task.TaskSnapshots} and {@link
 * io.penstock.engine.task.TaskRestore} are what all three do at barriers and at their start.
 */
@NullMarked
package io.penstock.engine.task;

import org.jspecify.annotations.NullMarked;
