/**
 * Counters a task publishes and a handle reads.
 */
@NullMarked
package io.penstock.engine.metrics;

import org.jspecify.annotations.NullMarked;
