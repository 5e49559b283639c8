/**
 * The one door to time and chance: nothing else in the engine reads a clock or draws a random number.
 */
@NullMarked
package io.penstock.engine.clock;

import org.jspecify.annotations.NullMarked;
