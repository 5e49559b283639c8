/**
 * The fluent API in which a job is written. Start with {@link io.penstock.api.Job} and {@link io.penstock.api.Stream}.
 */
@NullMarked
package io.penstock.api;

import org.jspecify.annotations.NullMarked;
