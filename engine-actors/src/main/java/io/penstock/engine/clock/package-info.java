/**
 * The one door to time and chance of the engine, which lends it to connectors.
 */
@NullMarked
package io.penstock.engine.clock;

import org.jspecify.annotations.NullMarked;
