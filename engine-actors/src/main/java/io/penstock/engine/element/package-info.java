/**
 * What travels on a channel: batches, watermarks, barriers, the end of input.
 *
 * <p>Start with {@link io.penstock.engine.element.Element}.
 */
@NullMarked
package io.penstock.engine.element;

import org.jspecify.annotations.NullMarked;
