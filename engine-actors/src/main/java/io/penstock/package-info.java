/**
 * Penstock as an application uses it: the extension of an actor system and the handles of its jobs.
 *
 * <p>Start with {@link io.penstock.Penstock}. Stands on everything else in this module.
 */
@NullMarked
package io.penstock;

import org.jspecify.annotations.NullMarked;
