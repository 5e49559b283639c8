/**
 * Keyed state in memory and how it becomes the chunks of a snapshot and is read back from them.
 *
 * <p>Start with {@link io.penstock.engine.state.KeyedTable}, then {@link io.penstock.engine.state.StateStore}.
 */
@NullMarked
package io.penstock.engine.state;

import org.jspecify.annotations.NullMarked;
