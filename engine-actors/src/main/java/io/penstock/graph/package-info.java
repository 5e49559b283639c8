/**
 * The graph of a job: operators, edges, names, and how it is printed. Built by {@code api}, run by {@code engine}.
 *
 * <p>Start with {@link io.penstock.graph.JobGraph}.
 */
@NullMarked
package io.penstock.graph;

import org.jspecify.annotations.NullMarked;
