/**
 * The workloads of the comparison, whatever engine runs them: how records are made from their numbers, plain loops that say
 * what is right, and the frame of one measured run. Knows no engine; each engine is an {@link
 * io.penstock.workloads.Engine}, found by {@link java.util.ServiceLoader} in the process of a run.
 *
 * <p>Start with {@link io.penstock.workloads.Trial}, then {@link io.penstock.workloads.Workload} and {@link
 * io.penstock.workloads.W1}.
 */
@NullMarked
package io.penstock.workloads;

import org.jspecify.annotations.NullMarked;
