/**
 * The ports for sources and sinks: what a connector implements.
 *
 * <p>Start with {@link io.penstock.connector.Source} and {@link io.penstock.connector.Sink}. Stands on {@code codec} only.
 */
@NullMarked
package io.penstock.connector;

import org.jspecify.annotations.NullMarked;
